"""How the year was judged, whom to ask, and how the report may be used."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kyodo_portal.japanese.wording import mixed, name_of
from plans.models import Grade

from .blocks import Section, facts, named, note, table, text, word_of


def judging_section(document):
    section, scale = Section("judging", _("評価のしかた")), document["scale"]
    if scale:
        section.blocks.append(text(mixed(_("この年度は「%(scale)s」で評価しました。"), scale=scale["name"])))
        rows = [
            [named(g), g["symbol"] or "―", g["meaning"], word_of(Grade.CountsAs, g, "counts_as")]
            for g in scale["grades"]
        ]
        head = [pgettext("grade", "区分"), _("記号"), _("意味"), _("数え方")]
        section.blocks.append(table("scale-table", _("評価の区分と意味"), head, rows, widths=[3, 1, 6, 2]))
    section.blocks.append(facts(_stages(document["stages"])))
    section.blocks.append(
        note(_("未報告・中止・対象外・評価困難の取組は、割合に入れていません。それぞれ別に数えています。"))
    )
    return section


def _stages(stages):
    rows = [[_("担当課の評価"), _("担当した部署が、自分の取組を評価したもの。")]]
    if stages["internal"]:
        rows.append([_("内部評価"), _("計画を進める事務局が評価したもの。")])
    if stages["mutual"]:
        rows.append([_("相互評価"), _("いっしょに取り組んだ団体などの見方。")])
    if stages["external"]:
        rows.append([_("外部評価"), _("委員会などが評価し、意見を書いたもの。")])
    if stages["reply"]:
        rows.append([_("市の対応"), _("意見に、市がどう応えるか。")])
    return rows


def notes_section(document):
    notes = document["texts"]["notes"]
    return Section("notes", _("注記"), [text(notes)] if notes else [])


def contact_section(document):
    section, contact = Section("contact", _("お問い合わせ")), document["contact"]
    if contact:
        section.blocks.append(facts(_contact(contact)))
    else:
        city = name_of(document["municipality"])
        section.blocks.append(text(mixed(_("%(city)sの代表窓口にお尋ねください。"), city=city)))
    licence = document["licence"]
    if licence:
        said = _(
            "この報告書とファイルは、%(licence)sで使えます。使うときは、市の名前と報告書の題名を示してください。"
        )
        section.blocks.append(text(mixed(said, licence=_(licence["name"]))))
    else:
        section.blocks.append(text(_("利用の条件は、記載がありません。使うときは上の窓口にお尋ねください。")))
    return section


def _contact(contact):
    postal_code = contact["postal_code"] and f"〒{contact['postal_code']}"
    rows = (
        (_("住所"), " ".join(filter(None, [postal_code, contact["address"]]))),
        (_("電話"), contact["tel"]),
        (_("FAX"), contact["fax"]),
        (_("メール"), contact["email"]),
    )
    return [[_("部署"), contact["department"]], *([label, text] for label, text in rows if text)]
