#include "tests/support/journeys.hpp"

#include <array>

// Disputes after shipment.
namespace ordersim::tests {

using namespace ordersim::order;
using C = CommandKind;

namespace {

using std::chrono::hours;

Policy one_round() {
    return policy_with([](Policy& p) { p.negotiation_rounds = 1; });
}

Steps disputed() {
    return delivered() + disputes(800);
}
Steps disputed_with_return() {
    return delivered() +
           Steps{does(C::open_dispute, "T39").amount(800).with_return().after(hours(264))};
}
Step verdict(std::string_view expected, Verdict of, std::int64_t amount = 300) {
    return does(C::decide_case, expected).for_(of).amount(amount);
}
Steps asked(Actor party) {
    return reviewed() + Steps{does(C::request_info, "T45a").asking(party)};
}
/// Disputed while the parcel is on its way, and to go back.
Steps disputed_on_its_way() {
    return shipped() +
           Steps{does(C::open_dispute, "T39").amount(800).with_return().after(hours(264))};
}
/// Support gives a part of the claim once the goods are back.
Steps split_with_return() {
    return disputed_with_return() + reviewed() + Steps{verdict("T47f", Verdict::split)};
}

std::vector<Journey> opening() {
    const Policy base = base_policy();
    const Step early = does(C::open_dispute, "!dispute_too_early").amount(800);
    return {
        {"opened on the first instant of the window", base,
         shipped() +
             Steps{early.after(hours(240) - SimDuration(1)),
                   does(C::open_dispute, "T39").amount(800).evidence(2).after(SimDuration(1))}},
        {"opened at once where shipping is fast", base,
         Steps{does(C::place_order, "T01").amount(1000).minutes(5 * 24 * 60 - 1),
               does(C::pay, "T04").amount(1000), does(C::payment_verified, "T05"),
               does(C::ship, "T23"), does(C::open_dispute, "T39").amount(1)}},
        {"opened for more than was paid, and for nothing", base,
         delivered() + Steps{does(C::open_dispute, "!wrong_amount").amount(1001).after(hours(264)),
                             does(C::open_dispute, "!wrong_amount").amount(0)}},
        {"opened before completion and at its deadline", base,
         completed() + Steps{does(C::open_dispute, "T39").amount(800).after(hours(360)),
                             does(C::withdraw_case, "T49i"),
                             fires(C::dispute_window_timer, "T28b")}},
        {"opened once only", base,
         disputed() + Steps{does(C::withdraw_case, "T49j"),
                            does(C::open_dispute, "!already_disputed").amount(800)}},
    };
}

std::vector<Journey> talks() {
    const Policy base = base_policy();
    const Step counter = does(C::reject_proposal, "T41a").amount(100).evidence(1);
    return {
        {"accepted", base, disputed() + Steps{does(C::accept_proposal, "T40b")}},
        {"accepted with a return", base,
         disputed_with_return() + Steps{does(C::accept_proposal, "T40a"),
                                        does(C::accept_proposal, "!case_not_open"),
                                        does(C::escalate, "!case_not_open")}},
        {"accepted too late", base,
         disputed() + reviewed() + Steps{does(C::accept_proposal, "!case_not_open")}},
        {"rejected, changed, rejected, and the counter-proposal accepted", base,
         disputed() + Steps{does(C::accept_counter, "!case_not_open"), counter,
                            does(C::reject_proposal, "!case_not_open"),
                            does(C::modify_proposal, "T41b").amount(500).evidence(2), counter,
                            does(C::accept_counter, "T40c")}},
        {"rejected with nothing", base,
         disputed() + Steps{does(C::reject_proposal, "!wrong_amount").amount(1001),
                            does(C::reject_proposal, "T41a").amount(0),
                            does(C::accept_counter, "!no_offer")}},
        {"changed too often", one_round(),
         disputed() + Steps{does(C::modify_proposal, "T41b").amount(500),
                            does(C::modify_proposal, "!too_many_rounds").amount(400)}},
        {"changed to too much, and once support is at it", base,
         disputed() + Steps{does(C::modify_proposal, "!wrong_amount").amount(1001)} + reviewed() +
             Steps{does(C::modify_proposal, "!case_not_open").amount(400)}},
        {"silence carries the proposal out", base,
         disputed() + Steps{fires(C::dispute_seller_timer, "T42b")}},
        {"silence carries the proposal out, with a return", base,
         disputed_with_return() + Steps{fires(C::dispute_seller_timer, "T42a")}},
        {"the platform steps in", base,
         disputed() + Steps{counter, fires(C::dispute_platform_timer, "T43t")}},
    };
}

/// Where a dispute may have been opened, and where an order goes that the seller wins.
struct Origin {
    std::string_view name;
    Steps steps;
    std::size_t row;
    bool is_delivered = true;
};
std::vector<Origin> origins() {
    const Steps compensated_shipped = compensated() + Steps{does(C::ship, "T23")};
    return {
        {"settled", compensated_shipped + Steps{does(C::confirm_receipt, "T27p")} + disputes(700),
         0, false},
        {"completed", completed() + disputes(800), 1},
        {"delivered", disputed(), 2},
        {"shipped", shipped() + disputes(800), 3, false},
        {"shipped and compensated", compensated_shipped + disputes(700), 3, false},
    };
}

/// The ways back to where the dispute was opened: by decision, default, no return, withdrawal.
std::vector<Journey> restored() {
    using Four = std::array<std::string_view, 4>;
    const Four decided{"T47h", "T47i", "T47j", "T47k"};
    const Four by_default{"T46h", "T46i", "T46j", "T46k"};
    const Four unreturned{"T48h", "T48i", "T48j", "T48j"};  // a delivered order, in the end
    const Four withdrawn{"T49h", "T49i", "T49j", "T49k"};
    std::vector<Journey> all;
    for (const Origin& at : origins()) {
        const auto add = [&](std::string_view how, const Steps& steps) {
            all.push_back(
                {std::string(at.name) + ": " + std::string(how), base_policy(), at.steps + steps});
        };
        const Step returned = does(C::modify_proposal, "T41b").amount(600).with_return();
        add("the seller wins", reviewed() + Steps{verdict(decided[at.row], Verdict::seller)});
        add("the buyer owes information",
            asked(Actor::buyer) + Steps{fires(C::info_timer, by_default[at.row])});
        const Steps owed = at.is_delivered ? Steps{does(C::accept_proposal, "T40a")}
                                           : Steps{does(C::accept_proposal, "T40t"),
                                                   does(C::delivered_scan, "T26w")};
        add("the goods are not sent back",
            Steps{returned} + owed + Steps{fires(C::return_timer, unreturned[at.row])});
        add("withdrawn", Steps{does(C::withdraw_case, withdrawn[at.row])});
        add("no decision before support has it",
            Steps{does(C::escalate, "T43"), verdict("!case_not_open", Verdict::seller)});
    }
    return all;
}

std::vector<Journey> decided() {
    const Policy base = base_policy();
    const Steps queued{does(C::escalate, "T43")};
    return {
        {"a dispute for the buyer", base,
         disputed() + reviewed() + Steps{verdict("T47e", Verdict::buyer)}},
        {"for the buyer, with a return", base,
         disputed_with_return() + reviewed() + Steps{verdict("T47d", Verdict::buyer)}},
        {"a dispute split", base, disputed() + reviewed() + Steps{verdict("T47g", Verdict::split)}},
        {"split, with a return", base, split_with_return()},
        {"split for too much", base,
         disputed() + reviewed() + Steps{verdict("!wrong_amount", Verdict::split, 1001)}},
        {"split for too much, with a return", base,
         disputed_with_return() + reviewed() +
             Steps{verdict("!wrong_amount", Verdict::split, 1001)}},
        {"not before support has it", base,
         disputed() + queued +
             Steps{verdict("!case_not_open", Verdict::buyer),
                   verdict("!case_not_open", Verdict::split)}},
        {"nor with a return", base,
         disputed_with_return() + queued +
             Steps{verdict("!case_not_open", Verdict::buyer),
                   verdict("!case_not_open", Verdict::split)}},
        {"the seller owes information in a dispute", base,
         disputed() + asked(Actor::seller) + Steps{fires(C::info_timer, "T46e")}},
        {"the seller owes information, with a return", base,
         disputed_with_return() + asked(Actor::seller) + Steps{fires(C::info_timer, "T46d")}},
        {"the buyer owes information, with a return asked for", base,
         disputed_with_return() + asked(Actor::buyer) + Steps{fires(C::info_timer, "T46j")}},
        {"for the seller, with a return asked for", base,
         disputed_with_return() + reviewed() + Steps{verdict("T47j", Verdict::seller)}},
        {"for the seller, once it was delivered", base,
         shipped() + disputes(800) + Steps{does(C::delivered_scan, "T26b")} + reviewed() +
             Steps{verdict("T47j", Verdict::seller), fires(C::confirm_timer, "T28c")}},
        {"lost parcels do not go back", base,
         disputed_on_its_way() +
             Steps{does(C::parcel_lost, "T26c"), does(C::accept_proposal, "T40b")}},
    };
}

/// What is awarded before the parcel has come: no time to send it back runs meanwhile.
std::vector<Journey> awarded_on_the_way() {
    const Policy base = base_policy();
    const Steps disputed = disputed_on_its_way();
    const Steps queued{does(C::escalate, "T43")};
    const Step not_yet = does(C::give_return_tracking, "!not_delivered").after(hours(24 * 11));
    return {
        {"accepted on the way, delivered and sent back", base,
         disputed + Steps{does(C::accept_proposal, "T40t"), not_yet,
                          fires_now(C::return_timer, "-"), does(C::delivered_scan, "T26w"),
                          does(C::delivered_scan, "-"),
                          does(C::give_return_tracking, "T48a").after(hours(24 * 10)),
                          does(C::return_received, "T48c")}},
        {"accepted on the way and lost", base,
         disputed + Steps{does(C::accept_proposal, "T40t"), does(C::parcel_lost, "T48l")}},
        {"accepted on the way and withdrawn", base,
         disputed + Steps{does(C::accept_proposal, "T40t"), does(C::withdraw_case, "T49k")}},
        {"silence on the way", base,
         disputed + Steps{fires(C::dispute_seller_timer, "T42t"), not_yet}},
        {"decided on the way for the buyer", base,
         disputed + reviewed() + Steps{verdict("T47t", Verdict::buyer), not_yet}},
        {"split on the way", base,
         disputed + reviewed() +
             Steps{verdict("!wrong_amount", Verdict::split, 1001),
                   verdict("T47u", Verdict::split), not_yet, does(C::parcel_lost, "T48m")}},
        {"the seller owes information on the way", base,
         disputed + asked(Actor::seller) + Steps{fires(C::info_timer, "T46t"), not_yet}},
        {"nothing is awarded on the way before support has it", base,
         disputed + queued +
             Steps{does(C::accept_proposal, "!case_not_open"),
                   verdict("!case_not_open", Verdict::buyer),
                   verdict("!case_not_open", Verdict::split)}},
    };
}

std::vector<Journey> returns() {
    const Policy base = base_policy();
    const Steps accepted = disputed_with_return() + Steps{does(C::accept_proposal, "T40a")};
    const Steps sent{does(C::give_return_tracking, "T48a")};
    return {
        {"sent back and received", base,
         accepted + Steps{does(C::return_received, "-")} + sent +
             Steps{does(C::give_return_tracking, "!not_delivered"),
                   does(C::withdraw_case, "!already_sent_back"), does(C::parcel_lost, "-"),
                   does(C::return_received, "T48c")}},
        {"sent back and never received", base,
         accepted + sent +
             Steps{fires(C::return_receipt_timer, "T48d"), does(C::return_received, "T37")}},
        {"a part awarded, sent back and received", base,
         split_with_return() + sent +
             Steps{does(C::parcel_lost, "-"), does(C::return_received, "T48e")}},
        {"a part awarded, sent back and never received", base,
         split_with_return() + sent + Steps{fires(C::return_receipt_timer, "T48f")}},
        {"a part awarded, and nothing sent", base,
         split_with_return() +
             Steps{does(C::return_received, "-"), fires(C::return_timer, "T48j")}},
        {"nothing to send back", base,
         disputed() + Steps{does(C::give_return_tracking, "!case_not_open")}},
        {"lost before it could go back", base, accepted + Steps{does(C::parcel_lost, "T48l")}},
        {"a part awarded, lost before it could go back", base,
         split_with_return() + Steps{does(C::parcel_lost, "T48m")}},
        {"a delivery reported once the goods are on their way back", base,
         accepted + sent + Steps{does(C::delivered_scan, "-")}},
    };
}

}  // namespace

std::vector<Journey> dispute_journeys() {
    std::vector<Journey> all = opening();
    for (const auto& part : {talks(), restored(), decided(), awarded_on_the_way(), returns()}) {
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

}  // namespace ordersim::tests
