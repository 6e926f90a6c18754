"""依申请公开 as a statechart: every lawful move of a request, its guards and its basis (R29–R45, F6, R51).

An event reads as its moves: `Target.x.from_(sources, cond=facts)`. Of several moves from one situation the
first whose facts hold is taken. Which fact is true, and what to tell a person when it is not, is for
`disclosure.cases`.
"""

from __future__ import annotations

from statemachine.transition_list import TransitionList

from state_machines.base import Command, Fact, LegalMachine, Situation, stay
from state_machines.request_states import (
    Acceptance,
    Closed,
    Consultation,
    Leaf,
    Phase,
    Registration,
    Remedy,
    Reply,
    Review,
)
from state_machines.table import derive

AT_REVIEW = (
    Review.searching,
    Review.categorising,
    Review.secrecy_review,
    Review.legal_review,
    Review.joint_meeting,
)
CONSULTATION = (Consultation.consulting, Consultation.weighing)
TO_SIGN = (Reply.drafting, Reply.approving, Reply.signed)
CLOSED = (Closed.archived, Closed.abandoned, Closed.withdrawn)

CLOCK_CAN_RUN = (
    Acceptance.received,
    Registration.registered,
    Registration.awaiting_correction,  # X9: a notice sent too late leaves the clock running
    Registration.awaiting_reasons,
    *AT_REVIEW,
    *CONSULTATION,
    *TO_SIGN,
)
BEFORE_SENT = (
    Acceptance.awaiting_confirmation,
    Acceptance.oral_recorded,
    *CLOCK_CAN_RUN,
    Review.awaiting_payment,
)
AFTER_SENDING = (Reply.sent, Remedy.remedy_period, Remedy.in_proceedings, *CLOSED)
FILED = (*BEFORE_SENT, *AFTER_SENDING)
CONTENT_IN_HAND = (Registration.registered, *AT_REVIEW, Review.awaiting_payment, *CONSULTATION)
UNDER_REVIEW = (*CONTENT_IN_HAND, *TO_SIGN)  # where a content may be on file and reviewed


def _without(situations: tuple[Situation, ...], *left_out: Situation) -> tuple[Situation, ...]:
    return tuple(s for s in situations if all(s is not other for other in left_out))


def _consult() -> TransitionList:
    asking = (
        Review.searching,
        Review.categorising,
        Review.secrecy_review,
        Review.legal_review,
        Consultation.weighing,
    )
    first: TransitionList = Consultation.consulting.from_(*asking, cond="letter_cleared")
    first.add_transitions(stay(Consultation.consulting, cond="letter_cleared"))
    return first


def _end_consultation() -> TransitionList:
    last: TransitionList = Consultation.weighing.from_(Consultation.consulting, cond="last_consultation")
    last.add_transitions(stay(Consultation.consulting))
    return last


def _close_remedy() -> TransitionList:
    last: TransitionList = Remedy.remedy_period.from_(
        Remedy.in_proceedings, cond=["remedy_open", "last_remedy"]
    )
    last.add_transitions(stay(*FILED, cond="remedy_open"))
    return last


class RequestChart(LegalMachine):
    acceptance = Acceptance
    registration = Registration
    review = Review
    consultation = Consultation
    reply = Reply
    remedy = Remedy
    closed = Closed

    needs_confirmation = Fact("该渠道须经双方确认")
    oral = Fact("口头提出")
    period_over = Fact("告知的期限已满")
    content_cleared = Fact("拟公开内容已经保密审查，且内容未变")
    letter_cleared = Fact("函件不含拟公开内容，或者所含内容已经保密审查")
    discloses = Fact("处理决定将提供信息内容")
    legal_review_required = Fact("该处理决定须经法制审核")
    legality_passed = Fact("法制审核通过")
    last_consultation = Fact("这是最后一份未了的征求意见")
    drafted = Fact("已有答复文稿")
    last_level = Fact("这是审签的最后一级")
    not_own_work = Fact("办理人未拟写、提交该内容")
    not_own_clearance = Fact("办理人未对该内容作过保密审查")
    determined_secret = Fact("被保密行政管理部门确定为国家秘密")
    extension_unused = Fact("本次答复期限尚未延长过")
    reasons_given = Fact("申请人已说明理由且理由合理")
    remedy_open = Fact("有未了的救济程序")
    last_remedy = Fact("这是最后一个未了的救济程序")
    must_act_anew = Fact("决定责令本机关重新处理，并且已经生效")
    remedy_period_over = Fact("救济期限已满")
    is_abandonment = Fact("因逾期不补正或者不缴费不再处理")
    concluded_before = Fact("旧台账载明已经办结")
    is_withdrawal = Fact("因撤回、终止等结束，没有答复")

    # 受理
    file = Command(
        Acceptance.awaiting_confirmation.from_(Acceptance.filed, cond="needs_confirmation")
        | Acceptance.oral_recorded.from_(Acceptance.filed, cond="oral")
        | Acceptance.received.from_(Acceptance.filed),
        "递交申请",
        "R29.1 条例第29条第1款；R31.1 条例第31条第1项",
    )
    # What was done before is not done here: nothing of it is cleared, drafted or signed by this step (M12).
    import_ledger = Command(
        Remedy.in_proceedings.from_(Acceptance.filed, cond=["concluded_before", "remedy_open"])
        | Closed.withdrawn.from_(Acceptance.filed, cond=["concluded_before", "is_withdrawal"])
        | Closed.abandoned.from_(
            Acceptance.filed, cond=["concluded_before", "remedy_period_over", "is_abandonment"]
        )
        | Closed.archived.from_(Acceptance.filed, cond=["concluded_before", "remedy_period_over"])
        | Remedy.remedy_period.from_(Acceptance.filed, cond="concluded_before")
        | Registration.registered.from_(Acceptance.filed),
        "录入旧台账",
        "R45 条例第45条",
    )
    confirm = Command(
        Acceptance.received.from_(Acceptance.awaiting_confirmation, Acceptance.oral_recorded),
        "双方确认",
        "R31.2b 条例第31条第2项；R31.3 条例第31条第3项；R29.1 条例第29条第1款",
    )

    # 登记
    register = Command(Registration.registered.from_(Acceptance.received), "登记", "R45 条例第45条")
    ask_correction = Command(
        Registration.awaiting_correction.from_(
            Registration.registered, Review.searching, Review.categorising
        ),
        "告知补正",
        "R30.1 条例第30条",
    )
    receive_correction = Command(
        Registration.registered.from_(Registration.awaiting_correction), "收到补正", "R30.2 条例第30条"
    )
    ask_reasons = Command(
        Registration.awaiting_reasons.from_(Registration.registered, Review.searching, Review.categorising),
        "要求说明理由",
        "R35.1 条例第35条",
    )
    receive_reasons = Command(
        Registration.registered.from_(Registration.awaiting_reasons), "收到理由说明", "R35.1 条例第35条"
    )
    note_no_reasons = Command(
        Review.categorising.from_(Registration.awaiting_reasons, cond="period_over"),
        "记录逾期未说明理由",
        "R35.2 条例第35条",
    )
    record_notice_receipt = Command(
        stay(Registration.awaiting_correction, Registration.awaiting_reasons, Review.awaiting_payment),
        "登记申请人收到告知",
        "R30.3 条例第30条；F6 信息处理费办法第6条",
    )
    assign = Command(
        Review.searching.from_(Registration.registered)
        | stay(*AT_REVIEW, Review.awaiting_payment, *CONSULTATION, Reply.drafting),
        "分办",
        "R45 条例第45条",
    )
    reply_on_the_spot = Command(
        Remedy.in_proceedings.from_(
            Registration.registered, cond=["content_cleared", "not_own_clearance", "remedy_open"]
        )
        | Remedy.remedy_period.from_(Registration.registered, cond=["content_cleared", "not_own_clearance"]),
        "当场答复",
        "R33.1 条例第33条第1款；S35 保密法第35条",
    )

    # 审查
    record_search = Command(
        Review.categorising.from_(Review.searching),
        "登记检索结果",
        "R36.1–7 条例第36条；SC25.5 信息公开司法解释（2025）",
    )
    categorise = Command(
        Review.secrecy_review.from_(Review.categorising, cond="discloses")
        | Review.legal_review.from_(Review.categorising, cond="legal_review_required")
        | Reply.drafting.from_(Review.categorising),
        "认定类别",
        "R36.1–7 条例第36条；R17 条例第17条",
    )
    attach_release = Command(
        stay(*CONTENT_IN_HAND, Reply.drafting), "登记拟公开内容", "R37 条例第37条；S35 保密法第35条"
    )
    mask_release = Command(
        stay(*CONTENT_IN_HAND, Reply.drafting), "登记遮盖副本", "R37 条例第37条；S35 保密法第35条"
    )
    record_screening = Command(stay(*UNDER_REVIEW), "登记筛查新提示", "S36 保密法第36条；S35 保密法第35条")
    answer_findings = Command(stay(*UNDER_REVIEW), "说明筛查提示", "R17 条例第17条；S35 保密法第35条")
    pass_to_secrecy_office = Command(
        stay(*UNDER_REVIEW), "转保密机构审查", "R17 条例第17条；S35 保密法第35条"
    )
    plan_referral = Command(stay(*UNDER_REVIEW), "拟报请确定密级", "S25 保密法实施条例第25条")
    refer_secrecy = Command(
        stay(*UNDER_REVIEW), "报请保密行政管理部门确定", "S25 保密法实施条例第25条；R17 条例第17条"
    )
    receive_determination = Command(
        Review.categorising.from_(Review.secrecy_review, cond="determined_secret") | stay(*UNDER_REVIEW),
        "收到确定结论",
        "S25 保密法实施条例第25条；S25l 保密法第25条",
    )
    clear = Command(
        Review.legal_review.from_(Review.secrecy_review, cond=["not_own_work", "legal_review_required"])
        | Reply.drafting.from_(Review.secrecy_review, cond="not_own_work")
        | stay(*_without(UNDER_REVIEW, Review.secrecy_review), cond="not_own_work"),
        "保密审查通过",
        "R17 条例第17条；S35 保密法第35条",
    )
    refuse_clearance = Command(
        Review.categorising.from_(Review.secrecy_review, cond="not_own_work")
        | stay(*_without(UNDER_REVIEW, Review.secrecy_review), cond="not_own_work"),
        "保密审查不通过",
        "R17 条例第17条；S35 保密法第35条",
    )
    void_clearance = Command(stay(*UNDER_REVIEW), "撤销保密审查结论", "R17 条例第17条；S35 保密法第35条")
    review_legality = Command(
        Reply.drafting.from_(Review.legal_review, cond="legality_passed")
        | Review.categorising.from_(Review.legal_review),
        "法制审核",
        "G5 单位制度；R45 条例第45条",
    )
    call_joint_meeting = Command(
        Review.joint_meeting.from_(
            Review.searching, Review.categorising, Review.legal_review, Consultation.weighing
        ),
        "提交会商",
        "G5 单位制度；R45 条例第45条",
    )
    conclude_joint_meeting = Command(
        Review.categorising.from_(Review.joint_meeting), "会商结论", "G5 单位制度；R45 条例第45条"
    )
    send_fee_notice = Command(
        Review.awaiting_payment.from_(Review.searching, Review.categorising),
        "发收费通知",
        "R42 条例第42条；F6 信息处理费办法第6条",
    )
    receive_payment = Command(
        Review.categorising.from_(Review.awaiting_payment), "收到缴费", "F6.2 信息处理费办法第6条"
    )
    propose_discontinuation = Command(
        stay(Registration.awaiting_correction, Review.awaiting_payment),
        "提示可不再处理",
        "R30.3 条例第30条；F6 信息处理费办法第6条",
    )
    discontinue = Command(
        Reply.drafting.from_(Registration.awaiting_correction, Review.awaiting_payment, cond="period_over"),
        "不再处理",
        "R30.3 条例第30条；F6 信息处理费办法第6条",
    )

    # 第三方征询
    ask_third_party = Command(_consult(), "征求第三方意见", "R32.1 条例第32条")
    ask_co_producer = Command(_consult(), "征求共同制作机关意见", "R34 条例第34条")
    ask_other_body = Command(_consult(), "征求其他机关意见", "R11.1 条例第11条第1款；R33.4 条例第33条第3款")
    record_letter_receipt = Command(
        stay(Consultation.consulting), "登记对方收函", "R32.2 条例第32条；R34 条例第34条"
    )
    receive_opinion = Command(_end_consultation(), "收到意见", "R32.2 条例第32条；R34 条例第34条")
    lapse_consultation = Command(_end_consultation(), "征求意见期满", "R32.2 条例第32条；R34 条例第34条")
    cancel_consultation = Command(_end_consultation(), "撤回征求", "R33.4 条例第33条第3款")
    conclude_consultation = Command(
        Review.categorising.from_(Consultation.weighing),
        "意见研判结论",
        "R32.3 条例第32条；R32.4 条例第32条；R34 条例第34条",
    )

    inform_third_party = Command(
        stay(
            Review.categorising, Review.secrecy_review, Review.legal_review, *TO_SIGN, cond="letter_cleared"
        ),
        "书面告知第三方",
        "R32.4 条例第32条",
    )

    # 答复
    draft = Command(
        stay(Reply.drafting, cond="not_own_clearance"), "拟稿", "R36.1–7 条例第36条；R45 条例第45条"
    )
    submit_draft = Command(
        Reply.approving.from_(Reply.drafting, cond=["drafted", "content_cleared"]),
        "送审",
        "R45 条例第45条；S35 保密法第35条",
    )
    approve_step = Command(
        Reply.signed.from_(Reply.approving, cond=["not_own_work", "last_level"])
        | stay(Reply.approving, cond="not_own_work"),
        "审签",
        "R45 条例第45条；G4 单位制度",
    )
    return_draft = Command(
        Reply.drafting.from_(Reply.approving, Reply.signed), "退回修改", "R45 条例第45条；G4 单位制度"
    )
    return_to_review = Command(Review.categorising.from_(*TO_SIGN), "退回审查", "R45 条例第45条；G4 单位制度")
    send_reply = Command(
        Reply.sent.from_(Reply.signed, cond="content_cleared"),
        "发出",
        "R33.2 条例第33条第2款；C-10 国办公开办函〔2016〕235号",
        id="send",
    )
    return_undelivered = Command(Reply.signed.from_(Reply.sent), "退件登记", "C-10 国办公开办函〔2016〕235号")
    serve = Command(
        Remedy.in_proceedings.from_(Reply.sent, cond="remedy_open") | Remedy.remedy_period.from_(Reply.sent),
        "送达",
        "C-10 国办公开办函〔2016〕235号；RV20.1 复议法第20条第1款",
    )
    extend = Command(stay(*CLOCK_CAN_RUN, cond="extension_unused"), "延长答复期限", "R33.3 条例第33条第2款")
    postpone = Command(
        stay(Registration.registered, *AT_REVIEW, Reply.drafting, cond="reasons_given"),
        "确定延迟答复期限",
        "R35.2 条例第35条",
    )

    # 救济
    open_remedy = Command(
        Remedy.in_proceedings.from_(Remedy.remedy_period, *CLOSED)
        | stay(*BEFORE_SENT, Reply.sent, Remedy.in_proceedings),
        "登记救济",
        "R51 条例第51条；R47.2 条例第47条第2款；RV11 复议法第11条第14项",
    )
    accept_remedy = Command(
        stay(*FILED, cond="remedy_open"),
        "登记救济受理",
        "RV30 复议法第30条；LT51 诉讼法第51条；R47.2 条例第47条第2款",
    )
    request_remedy_answer = Command(
        stay(*FILED, cond="remedy_open"),
        "登记答复通知",
        "RV48 复议法第48条；RV54 复议法第54条；LT67 诉讼法第67条",
    )
    answer_remedy = Command(
        stay(*FILED, cond="remedy_open"),
        "登记提交答复",
        "RV48 复议法第48条；RV54 复议法第54条；LT67 诉讼法第67条",
    )
    # While a proceeding is open the case is never in 救济期内 and never closed.
    decide_remedy = Command(
        Review.searching.from_(Reply.sent, Remedy.in_proceedings, cond=["remedy_open", "must_act_anew"])
        | _close_remedy(),
        "登记救济决定",
        "RV63–69 复议法第63–69条；SC25.7 信息公开司法解释（2025）；R47.2 条例第47条第2款",
    )
    report_remedy_opinion = Command(_close_remedy(), "登记报送纠正情况", "RV76 复议法第76条")
    end_remedy = Command(
        _close_remedy(),
        "登记救济终结",
        "RV30 复议法第30条；RV73/74 复议法第73、74条；LT51 诉讼法第51条",
    )
    order_to_act = Command(
        Review.searching.from_(*AFTER_SENDING) | stay(*BEFORE_SENT),
        "被责令重新处理",
        "RV63–69 复议法第64、66条；RV77 复议法第77条；SC25.7 信息公开司法解释（2025）；R47.2 条例第47条第2款",
    )

    # 归档
    withdraw = Command(
        Remedy.in_proceedings.from_(*BEFORE_SENT, cond="remedy_open") | Closed.withdrawn.from_(*BEFORE_SENT),
        "撤回申请",
        "R45 条例第45条；T3.3.6.3 年报格式",
    )
    archive = Command(
        Closed.abandoned.from_(Remedy.remedy_period, cond=["remedy_period_over", "is_abandonment"])
        | Closed.archived.from_(Remedy.remedy_period, cond="remedy_period_over"),
        "归档",
        "R45 条例第45条；RV20.1 复议法第20条第1款；LT46 诉讼法第46条第1款",
    )
    reopen = Command(
        Remedy.remedy_period.from_(Closed.archived, Closed.abandoned),
        "恢复办理",
        "RV20.3 复议法第20条第3款；LT64 行诉解释第64条",
    )

    # 任何阶段
    attach = Command(stay(*FILED), "收存文件", "R45 条例第45条；S31s 保密法第31条")
    rectify = Command(stay(*FILED), "更正记录", "R45 条例第45条")
    approve_rectification = Command(stay(*FILED), "复核更正", "R45 条例第45条")
    note_contact = Command(stay(*FILED), "沟通记录", "R45 条例第45条")
    recompute = Command(stay(*FILED), "按新配置重算期限", "C-4 以国务院办公厅放假安排为准；R45 条例第45条")
    suggest_disclosure = Command(stay(*FILED), "登记转主动公开建议", "R44.2 条例第44条第2款")
    issue_letter = Command(
        stay(*FILED, cond="letter_cleared"), "制发文书", "R45 条例第45条；S35 保密法第35条"
    )
    transfer = Command(stay(*FILED), "移交科室", "R45 条例第45条；C-13 国办公开办函〔2019〕14号")
    restrict = Command(stay(*FILED), "限定知悉范围", "R15 条例第15条")
    lift_restriction = Command(stay(*FILED), "解除限定", "R15 条例第15条")
    merge = Command(stay(*FILED), "并案", "R45 条例第45条")
    split = Command(
        stay(Registration.registered, Review.searching, Review.categorising),
        "拆分",
        "F4.0 信息处理费办法第4条；R45 条例第45条",
    )


REQUEST = derive(RequestChart, Leaf, Phase)
