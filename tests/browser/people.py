"""What people do in the admin's own forms, which need JavaScript."""


def says(page):
    return page.locator(".messagelist").inner_text()


def choose(page, field, text):
    """Choose from a box that looks its rows up while one types."""
    page.locator(f"{field} .select2-selection").click()
    page.get_by_role("option", name=text).click()


def add_person(page, username, password, *, department, role):
    """The 事務局 makes an account with role and department at once."""
    page.goto("/admin/organizations/user/add/")
    page.fill("#id_username", username)
    page.fill("#id_password1", password)
    page.fill("#id_password2", password)
    page.fill("#id_last_name", "見本")
    choose(page, "#memberships-0 .field-municipality", "みほん市")
    choose(page, "#memberships-0 .field-department", department)
    page.locator("#id_memberships-0-role").select_option(role)
    page.locator("[name=_save]").first.click()
    page.wait_for_load_state()
    assert "追加しました" in says(page)
