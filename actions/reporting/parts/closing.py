"""How the year was judged, whom to ask, and how the report may be used."""

from .blocks import Section, facts, named, note, table, text


def judging_section(document):
    section, scale = Section("judging", "評価のしかた"), document["scale"]
    if scale:
        section.blocks.append(text(f"この年度は「{scale['name']}」で評価しました。"))
        rows = [[named(g), g["symbol"] or "―", g["meaning"], g["counts_as_label"]] for g in scale["grades"]]
        section.blocks.append(
            table(
                "scale-table",
                "評価の区分と意味",
                ["区分", "記号", "意味", "数え方"],
                rows,
                widths=[3, 1, 6, 2],
            )
        )
    stages = document["stages"]
    rows = [["担当課の評価", "担当した部署が、自分の取組を評価したもの。"]]
    if stages["internal"]:
        rows.append(["内部評価", "計画を進める事務局が評価したもの。"])
    if stages["mutual"]:
        rows.append(["相互評価", "いっしょに取り組んだ団体などの見方。"])
    if stages["external"]:
        rows.append(["外部評価", "委員会などが評価し、意見を書いたもの。"])
    if stages["reply"]:
        rows.append(["市の対応", "意見に、市がどう応えるか。"])
    section.blocks.append(facts(rows))
    section.blocks.append(
        note("未報告・中止・対象外・評価困難の取組は、割合に入れていません。それぞれ別に数えています。")
    )
    return section


def notes_section(document):
    notes = document["texts"]["notes"]
    return Section("notes", "注記", [text(notes)] if notes else [])


def contact_section(document):
    section, contact = Section("contact", "お問い合わせ"), document["contact"]
    if contact:
        rows = [["部署", contact["department"]]]
        address = " ".join(
            filter(None, [contact["postal_code"] and f"〒{contact['postal_code']}", contact["address"]])
        )
        rows += [
            [label, text]
            for label, text in (
                ("住所", address),
                ("電話", contact["tel"]),
                ("FAX", contact["fax"]),
                ("メール", contact["email"]),
            )
            if text
        ]
        section.blocks.append(facts(rows))
    else:
        section.blocks.append(text(f"{document['municipality']['name']}の代表窓口にお尋ねください。"))
    licence = document["licence"]
    if licence:
        section.blocks.append(
            text(
                f"この報告書とファイルは、{licence['name']}で使えます。使うときは、市の名前と報告書の題名を示してください。"
            )
        )
    else:
        section.blocks.append(text("利用の条件は、記載がありません。使うときは上の窓口にお尋ねください。"))
    return section
