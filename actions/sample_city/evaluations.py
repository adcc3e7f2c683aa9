"""How the finished years were judged by others: meetings of the committee, views of partners, replies of the city."""

import json
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings

from organizations.models import Partner

from ..models import Evaluation, EvaluationSession, YearlyStatus
from .plan import save_all
from .years import noon

SOURCE = Path(settings.BASE_DIR) / "fixtures" / "sample" / "mihon-evaluations.json"
Stage = Evaluation.Stage
DAYS_TO_WRITE, DAYS_TO_REPLY = 6, 21


class EvaluationsWriter:
    """`years`: the YearsWriter that has written the finished years, with `base`, `scales` and `grades`."""

    def __init__(self, years):
        self.years, self.base = years, years.base
        self.words = json.loads(SOURCE.read_text(encoding="utf-8"))
        self.partners = {row.name: row for row in Partner.objects.filter(municipality=self.base.city)}

    def write(self):
        self.write_sessions()
        rows = []
        for (code, plan_year), answer in self.answers().items():
            for stage in (Stage.INTERNAL, Stage.EXTERNAL):
                words = self.words[stage].get(code, {}).get(plan_year)
                if words:
                    rows.append(self.evaluation(answer, plan_year, stage, words))
            for words in self.words["mutual"].get(code, {}).get(plan_year, []):
                partner = self.partners[words["partner"]]
                rows.append(self.evaluation(answer, plan_year, Stage.MUTUAL, words, partner=partner))
        save_all(Evaluation, rows)

    def write_sessions(self):
        committee = Partner.objects.filter(municipality=self.base.city, kind=Partner.Kind.COMMITTEE).first()
        rows = []
        for words in self.words["sessions"]:
            year = self.base.fy(words["plan_year"])
            month, day = (int(part) for part in words["month_day"].split("-"))
            rows.append(
                EvaluationSession(
                    plan=self.base.plan,
                    fiscal_year=year,
                    held_on=date(year + 1, month, day),
                    committee=committee,
                    member_names="\n".join(words["member_names"]),
                    internal_note=words["internal_note"],
                )
            )
        self.sessions = {row.fiscal_year: row for row in save_all(EvaluationSession, rows)}

    def answers(self):
        """(item code, plan year as text) -> the answer of a finished year."""
        found = YearlyStatus.objects.filter(item__plan=self.base.plan, is_published=True)
        return {
            (row.item.code, str(row.fiscal_year - self.base.fy(1) + 1)): row
            for row in found.select_related("item", "round").order_by("fiscal_year", "item__sort_order")
        }

    def evaluation(self, answer, plan_year, stage, words, *, partner=None):
        session = self.sessions[self.base.fy(int(plan_year))]
        meeting = noon(session.held_on)
        grade = words.get("grade")
        row = Evaluation(
            answer=answer,
            stage=stage,
            partner=partner,
            session=session if stage == Stage.EXTERNAL else None,
            grade=self.years.grades[answer.round.scale_id, grade] if grade else None,
            opinion=words["opinion"],
            reply=words.get("reply", ""),
            is_handed_in=True,
            is_published=True,
            is_reply_published=bool(words.get("reply")),
            written_at=meeting + timedelta(days=DAYS_TO_WRITE),
        )
        row.replied_at = meeting + timedelta(days=DAYS_TO_REPLY) if row.reply else None
        return row
