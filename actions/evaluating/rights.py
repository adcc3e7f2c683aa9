"""Who may write which evaluation now. The pages and the deeds ask here.

What is public stays as it is, unless citizens read the year in a report: then it can be written anew like before the
publication, they go on reading the edition, and the new words go public with the next one (正誤).
"""

from organizations.access import Role

from ..models import Evaluation, PolicyEvaluator
from ..survey.answering import WRITABLE
from ..survey.rights import Desk
from ..survey.steps import State

Stage = Evaluation.Stage
PLAN_FLAGS = {
    Stage.INTERNAL: "evaluates_internally",
    Stage.MUTUAL: "evaluates_mutually",
    Stage.EXTERNAL: "evaluates_externally",
}
JUDGED_STATES = {
    Stage.INTERNAL: (State.APPROVED, State.CONFIRMED),
    Stage.EXTERNAL: (State.CONFIRMED,),
}
PUBLISHED = "公開されている評価は直せません。先に公開責任者が公開をやめてください。"
REPLY_PUBLISHED = "公開されている市の対応は直せません。先に公開責任者が公開をやめてください。"


def stages_of(plan):
    """The stages the plan has chosen, in order. The self-evaluation is the answer and always there."""
    return [stage for stage, flag in PLAN_FLAGS.items() if getattr(plan, flag)]


class EvaluationDesk(Desk):
    """A Desk that also knows which policies a committee member judges (one query a plan)."""

    def __init__(self, user, city_id, *, on=None):
        super().__init__(user, city_id, on=on)
        self._judged = {}

    def judged_policies(self, plan):
        """The ids of the top policies this committee member judges in the plan; None: all of them."""
        if plan.pk not in self._judged:
            named = PolicyEvaluator.objects.filter(user=self.user, policy__plan=plan)
            self._judged[plan.pk] = set(named.values_list("policy", flat=True)) or None
        return self._judged[plan.pk]

    @property
    def is_of_committee(self):
        return bool({self.city_id} & self.access.cities(Role.EVALUATOR))

    def judges(self, answer):
        """Whether the person is of the committee that judges this answer."""
        if not self.is_of_committee:
            return False
        named = self.judged_policies(answer.item.plan)
        return named is None or top_policy_of(answer.item) in named


def top_policy_of(item):
    """The id of the highest policy of the item's main place; None where it has none. Reads prefetched placements."""
    place = next((place for place in item.placements.all() if not place.is_repeat), None)
    if place is None:
        return None
    return place.measure.policy.parent_id or place.measure.policy_id


def why_not_write(evaluation, desk):
    """The sentence that says why the person cannot write this evaluation now; empty when nothing stands in the way."""
    answer, stage = evaluation.answer, Stage(evaluation.stage)
    if evaluation.pk is None and stage not in stages_of(answer.item.plan):
        return f"この計画では{stage.label}をしません。計画の画面の「評価の段階」で選べます。"
    if evaluation.is_published and not desk.is_reported(answer):
        return PUBLISHED
    if stage == Stage.MUTUAL:
        return _why_not_mutual(answer, desk)
    if stage == Stage.INTERNAL and not desk.coordinates:
        return "内部評価を書けるのは、市の事務局です。"
    if stage == Stage.EXTERNAL and not desk.coordinates:
        if not desk.judges(answer):
            return "外部評価を書けるのは、この方針を担当する評価委員と、市の事務局です。"
        if evaluation.is_handed_in:
            return "事務局に渡してあるので、直せません。直すには、事務局に戻してもらってください。"
    if answer.state not in JUDGED_STATES[stage]:
        return f"回答がまだ「{answer.get_state_display()}」です。{'承認' if stage == Stage.INTERNAL else '確認'}されてから書けます。"
    return ""


def _why_not_mutual(answer, desk):
    if desk.coordinates:
        return ""
    if not desk.writes_for(answer.department_id):
        return "協働の相手の見方を書き入れられるのは、回答する部署の入力者と、市の事務局です。"
    if answer.state not in WRITABLE:
        return f"回答が「{answer.get_state_display()}」なので、書き入れられません。事務局に頼んでください。"
    return ""


def why_not_reply(evaluation, desk):
    """The same for the city's reply."""
    if not desk.coordinates:
        return "市の対応を書けるのは、市の事務局です。"
    if evaluation.stage == Stage.INTERNAL:
        return "内部評価には、市の対応を書きません。"
    if not evaluation.answer.item.plan.replies_to_evaluations and not evaluation.reply:
        return "この計画では市の対応を書きません。計画の画面の「評価の段階」で選べます。"
    if not evaluation.is_handed_in:
        return "評価が書き終えられてから、市の対応を書けます。"
    is_fixed = evaluation.is_reply_published and not desk.is_reported(evaluation.answer)
    return REPLY_PUBLISHED if is_fixed else ""
