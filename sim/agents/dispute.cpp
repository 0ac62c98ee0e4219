#include "sim/agents/dispute.hpp"

#include "sim/agents/evidence.hpp"

namespace ordersim::agents::dispute {
namespace {

using order::Actor;
using order::CaseState;
using order::Command;
using order::CommandKind;
using order::OrderState;
using order::ShipmentState;

SimDuration part_of(SimDuration whole, double share) {
    return duration_of(microseconds(whole) * share);
}

/// The first of the answers whose turn `u` falls into, by their shares; 3 is none of them.
std::size_t answer_of(const Complaints& complaints, double u) {
    const double none = 1.0 - complaints.accept_share - complaints.modify_share -
                        complaints.escalate_share;
    return pick(std::array{complaints.accept_share, complaints.modify_share,
                           complaints.escalate_share, none},
                u);
}

/// Whoever is content with an offer of nothing has nothing more to dispute.
Deed accept(const View& view) {
    const bool is_nothing = view.order.counter == Money{};
    return only({.kind = is_nothing ? CommandKind::withdraw_case : CommandKind::accept_counter,
                 .actor = Actor::buyer});
}

/// Halfway between what he claims and what he is offered, where that is less than he claims.
Deed claim_less(const View& view) {
    const order::Order& order = view.order;
    Command command{.kind = CommandKind::modify_proposal, .actor = Actor::buyer};
    command.amount = {(order.claim.minor + order.counter.minor) / 2};
    command.with_return = order.has(order::Mark::with_return);
    const bool may = order.dispute_rounds < view.policy.negotiation_rounds &&
                     command.amount > Money{} && command.amount < order.claim;
    return may ? only(command) : Deed{};
}

}  // namespace

Acts plan_answer(const View& view, Memory& memory) {
    const std::uint8_t episode = ++memory.episode;
    Acts acts;
    if (view.draw(Purpose::dispute_answered, episode) <
        view.seller_class().dispute_answer_share) {
        acts.add({view.now + part_of(view.policy.dispute_answer_limit,
                                     view.draw(Purpose::dispute_answer_delay, episode)),
                  ActKind::seller_answers_dispute, episode});
    }
    return acts;
}

Deed answer(const View& view, std::uint8_t episode, const Memory& memory) {
    if (view.order.regions.case_ != CaseState::open_wait_seller || episode != memory.episode) {
        return {};
    }
    const DisputeAnswers& disputes = view.params().sellers.disputes;
    if (view.draw(Purpose::dispute_accepted, episode) < disputes.accept_share) {
        return only({.kind = CommandKind::accept_proposal, .actor = Actor::seller});
    }
    Command command{.kind = CommandKind::reject_proposal, .actor = Actor::seller};
    command.amount = scaled(view.order.claim, disputes.counter_share);
    command.evidence = evidence::seller_items(view);
    return only(command);
}

Acts plan_proposal_answer(const View& view, Memory& memory) {
    const std::uint8_t episode = ++memory.episode;
    Acts acts;
    acts.add({view.now + view.delay_of(view.params().buyers.complaints.answer_delay,
                                       Purpose::proposal_answer_delay, episode),
              ActKind::buyer_answers_proposal, episode});
    return acts;
}

Deed answer_proposal(const View& view, std::uint8_t episode, const Memory& memory) {
    if (view.order.regions.case_ != CaseState::negotiating || episode != memory.episode) {
        return {};
    }
    switch (answer_of(view.params().buyers.complaints,
                      view.draw(Purpose::proposal_answer, episode))) {
        case 0: return accept(view);
        case 1: return claim_less(view);
        case 2: return only({.kind = CommandKind::escalate, .actor = Actor::buyer});
        default: return {};
    }
}

Acts plan_withdrawal(const View& view) {
    const bool is_dispute = view.order.regions.order == OrderState::dispute;
    const std::uint8_t which = is_dispute ? 1 : 0;
    Acts acts;
    if (view.draw(Purpose::case_withdrawal, which) <
        view.params().buyers.complaints.withdraw_share) {
        acts.add({view.now + part_of(view.policy.dispute_answer_limit,
                                     view.draw(Purpose::case_withdrawal_delay, which)),
                  ActKind::buyer_withdraws_case, which});
    }
    return acts;
}

/// Nobody withdraws what he has won already.
Deed withdraw(const View& view, bool is_dispute) {
    const order::Regions& at = view.order.regions;
    if (!is_open(at.case_) || at.case_ == CaseState::return_wait ||
        is_dispute != (at.order == OrderState::dispute)) {
        return {};
    }
    return only({.kind = CommandKind::withdraw_case, .actor = Actor::buyer});
}

Acts plan_information(const View& view, Memory& memory) {
    const Support& support = view.params().support;
    const std::uint8_t episode = ++memory.episode;
    Acts acts;
    if (view.draw(Purpose::info_answer, episode) < support.info_answer_share) {
        acts.add({view.now + view.delay_of(support.info_answer_delay,
                                           Purpose::info_answer_delay, episode),
                  ActKind::party_informs, episode});
    }
    return acts;
}

Deed inform(const View& view, std::uint8_t episode, const Memory& memory) {
    if (view.order.regions.case_ != CaseState::info_requested || episode != memory.episode) {
        return {};
    }
    const bool is_seller = view.order.has(order::Mark::info_from_seller);
    Command command{.kind = CommandKind::submit_info,
                    .actor = is_seller ? Actor::seller : Actor::buyer};
    command.evidence = is_seller ? evidence::seller_items(view) : evidence::buyer_items(view);
    return only(command);
}

bool may_send_back(const View& view) {
    const order::Regions& at = view.order.regions;
    return at.case_ == CaseState::return_wait && at.shipment == ShipmentState::delivered;
}

Acts plan_sending_back(const View& view) {
    const Complaints& complaints = view.params().buyers.complaints;
    Acts acts;
    if (may_send_back(view) && view.draw(Purpose::return_sent) < complaints.return_sent_share) {
        acts.add({view.now + view.delay_of(complaints.return_sent_delay,
                                           Purpose::return_sent_delay),
                  ActKind::buyer_sends_goods_back});
    }
    return acts;
}

Deed send_back(const View& view) {
    return may_send_back(view)
               ? only({.kind = CommandKind::give_return_tracking, .actor = Actor::buyer})
               : Deed{};
}

}  // namespace ordersim::agents::dispute
