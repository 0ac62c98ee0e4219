#include "tests/support/journeys.hpp"

// Support cases before shipment.
namespace ordersim::tests {

using namespace ordersim::order;
using C = CommandKind;

namespace {

Policy case_holds() {
    return policy_with([](Policy& p) { p.case_holds_ship = true; });
}
Policy no_escalation(bool holds) {
    return policy_with([holds](Policy& p) {
        p.preship_escalation = false;
        p.case_holds_ship = holds;
    });
}

/// A case about a request for a reason that lies with the seller.
Steps seller_caused() {
    return paid() + Steps{does(C::request_cancel, "T10").because(Reason::slow_shipping),
                          does(C::reject_cancel, "T12"), does(C::open_case, "T38n"),
                          does(C::pick_up_case, "T44")};
}
Steps open_case() {
    return rejected() + Steps{does(C::open_case, "T38n")};
}
/// So many reminders of a message that the seller leaves unanswered.
Steps reminded(int times) {
    Steps steps = paid() + Steps{does(C::send_message, "T51")};
    steps.insert(steps.end(), static_cast<std::size_t>(times), does(C::follow_up, "T52"));
    return steps;
}
Steps in_review() {
    return open_case() + Steps{does(C::pick_up_case, "T44")};
}
Steps asked(Actor party) {
    return in_review() + Steps{does(C::request_info, "T45a").asking(party)};
}
Step decision(std::string_view expected, Verdict verdict) {
    return does(C::decide_case, expected).for_(verdict).amount(200);
}

std::vector<Journey> opening(std::string_view row, const Policy& policy, const Policy& off) {
    const std::string by = " (" + std::string(row) + ")";
    return {
        {"opened after a rejection" + by, policy,
         rejected() + Steps{does(C::open_case, row).evidence(3)}},
        {"nothing to escalate" + by, policy,
         paid() + Steps{does(C::send_message, "T51"), does(C::open_case, "!nothing_to_escalate")}},
        {"opened after silence in the chat" + by, policy,
         paid() + Steps{does(C::send_message, "T51"), does(C::follow_up, "T52"),
                        does(C::open_case, row)}},
        {"one case at a time" + by, policy,
         rejected() + Steps{does(C::open_case, row), does(C::open_case, "!case_is_open")}},
        {"one case before shipment" + by, policy,
         rejected() + Steps{does(C::open_case, row), does(C::withdraw_case, "T49p"),
                            does(C::withdraw_case, "!case_not_open"),
                            does(C::open_case, "!already_escalated")}},
        {"no cases" + by, off, rejected() + Steps{does(C::open_case, "!escalation_off")}},
    };
}

std::vector<Journey> deciding() {
    const Policy base = base_policy();
    const auto all_verdicts = [](std::string_view expected) {
        return Steps{decision(expected, Verdict::buyer), decision(expected, Verdict::split),
                     decision(expected, Verdict::seller)};
    };
    return {
        {"for the buyer", base, in_review() + Steps{decision("T47a", Verdict::buyer)}},
        {"for the buyer, whose reason lies with the seller", base,
         seller_caused() + Steps{decision("T47a", Verdict::buyer)}},
        {"split", base, in_review() + Steps{decision("T47b", Verdict::split)}},
        {"split, but not all and not nothing", base,
         in_review() + Steps{decision("!wrong_amount", Verdict::split).amount(1000),
                             decision("!wrong_amount", Verdict::split).amount(0)}},
        {"split after an offer was taken", base,
         compensated() + Steps{does(C::send_message, "T51"), does(C::follow_up, "T52"),
                               does(C::open_case, "T38n"), does(C::pick_up_case, "T44"),
                               decision("!already_compensated", Verdict::split)}},
        {"for the seller", base,
         in_review() +
             Steps{decision("T47c", Verdict::seller), does(C::open_case, "!already_escalated")}},
        {"not before it is picked up, and once", base,
         open_case() + all_verdicts("!case_not_open") +
             Steps{does(C::pick_up_case, "T44"), does(C::pick_up_case, "!case_not_open")}},
        {"the deadline stands still while the case holds the parcel", case_holds(),
         rejected() + Steps{does(C::open_case, "T38"),
                            fires_now(C::ship_timer, "-").after(std::chrono::hours(240)),
                            does(C::pick_up_case, "T44"), decision("T47c", Verdict::seller),
                            fires(C::ship_timer, "T21")}},
        {"the deadline runs on after a split", case_holds(),
         rejected() + Steps{does(C::open_case, "T38"), does(C::pick_up_case, "T44"),
                            decision("T47b", Verdict::split), fires(C::ship_timer, "T21")}},
        {"the deadline runs on when the buyer owes information", case_holds(),
         rejected() + Steps{does(C::open_case, "T38"), does(C::pick_up_case, "T44"),
                            does(C::request_info, "T45a").asking(Actor::buyer),
                            fires(C::info_timer, "T46c"), fires(C::ship_timer, "T21")}},
    };
}

std::vector<Journey> asking() {
    const Policy base = base_policy();
    return {
        {"nobody asked", base, in_review() + Steps{does(C::submit_info, "!case_not_open")}},
        {"asked before it is picked up", base,
         open_case() + Steps{does(C::request_info, "!case_not_open")}},
        {"the buyer is asked and answers", base,
         asked(Actor::buyer) + Steps{does(C::submit_info, "!not_asked").by(Actor::seller),
                                     does(C::submit_info, "T45b").evidence(2),
                                     does(C::pick_up_case, "T44"),
                                     does(C::request_info, "!too_many_rounds")}},
        {"the seller is asked and answers", base,
         asked(Actor::seller) + Steps{does(C::submit_info, "!not_asked").by(Actor::buyer),
                                      does(C::submit_info, "T45b").by(Actor::seller)}},
        {"the seller owes information", base,
         asked(Actor::seller) + Steps{fires(C::info_timer, "T46a")}},
        {"the seller owes information about what he caused", base,
         seller_caused() + Steps{does(C::request_info, "T45a").asking(Actor::seller),
                                 fires(C::info_timer, "T46a")}},
        {"the buyer owes information", base,
         asked(Actor::buyer) + Steps{fires(C::info_timer, "T46c")}},
        {"shipped while the buyer is asked", base,
         asked(Actor::buyer) + Steps{does(C::ship, "T38b"), fires_now(C::info_timer, "-")}},
        {"withdrawn while the buyer is asked", base,
         asked(Actor::buyer) + Steps{does(C::withdraw_case, "T49p")}},
    };
}

}  // namespace

std::vector<Journey> case_journeys() {
    std::vector<Journey> all = deciding();
    for (const auto& part : {asking(), opening("T38", case_holds(), no_escalation(true)),
                             opening("T38n", base_policy(), no_escalation(false))}) {
        all.insert(all.end(), part.begin(), part.end());
    }
    // As often as a count of one byte would take to come round to nothing.
    all.push_back({"opened after more reminders than anybody counts", base_policy(),
                   reminded(256) + Steps{does(C::open_case, "T38n")}});
    return all;
}

}  // namespace ordersim::tests
