#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/agent_life.hpp"

using namespace ordersim;
using namespace ordersim::agents;
using tests::AgentLife;

namespace {

Distribution about(double hours) {
    return Distribution::lognormal(tests::in_hours(hours), 1).value();
}

void make_contentious(Buyers& buyers) {
    buyers.intent.share = 0.6;
    buyers.intent.mistake_delay = about(12);
    buyers.follow_ups_max = 2;
    buyers.withdraw_share = 0.1;
    buyers.ask_again_share = 0.5;
    buyers.offer_accept_share = 0.4;
    buyers.confirm_share = 0.5;
    Complaints& complaints = buyers.complaints;
    complaints.escalation_share = 0.8;
    complaints.share = 0.5;
    complaints.return_share = 0.5;
    complaints.return_sent_share = 0.5;
    complaints.accept_share = 0.25;
    complaints.modify_share = 0.25;
    complaints.escalate_share = 0.25;
    complaints.withdraw_share = 0.1;
    complaints.evidence.items_mean = 2;
}

/// A market in which everything that can be quarrelled about is.
Params contentious() {
    Params params = tests::plain_params();
    make_contentious(params.buyers);
    params.sellers.offers = {.share = 0.3, .kind_share = {0.4, 0.2, 0.2, 0.2}, .amount_share = 0.3};
    params.sellers.disputes.accept_share = 0.3;
    params.sellers.disputes.evidence.items_mean = 2;
    params.sellers.classes[0].never_share = 0.3;
    params.sellers.classes[0].reply = about(8);
    params.sellers.classes[0].dispute_answer_share = 0.7;
    params.sellers.approve_unpicked = 0.3;
    params.sellers.handling = about(30);
    params.warehouse.leak_share = 0.5;
    params.carrier.transit = about(120);
    params.carrier.lost_share = 0.1;
    params.support.case_service = about(6);
    params.support.info_share = 0.5;
    params.support.info_answer_share = 0.5;
    params.support.split_share = 0.3;
    return params;
}

/// All rows that the lives of `n` orders pass. Each life ends, and nobody tries what is refused
/// but for a request that comes too late.
std::set<std::string, std::less<>> rows_of(const Params& params, const order::Policy& policy,
                                           std::uint32_t n = 2000) {
    std::set<std::string, std::less<>> rows;
    for (std::uint32_t id = 0; id < n; ++id) {
        const AgentLife life(params, policy, id);
        INFO("order " << id);
        REQUIRE(is_terminal(life.order().regions.order));
        REQUIRE_FALSE(is_open(life.order().regions.case_));
        for (const order::Refusal refusal : life.refusals()) {
            REQUIRE(refusal == order::Refusal::already_shipped);
        }
        rows.insert(life.rows().begin(), life.rows().end());
    }
    return rows;
}

void check_all(const std::set<std::string, std::less<>>& rows,
               const std::vector<std::string_view>& wanted) {
    for (const std::string_view row : wanted) {
        INFO("row " << row);
        CHECK(rows.contains(row));
    }
}

}  // namespace

TEST_CASE("agents: offers, answers and further requests pass every row of a negotiation") {
    order::Policy policy = tests::base_policy();
    policy.on_silence = order::OnSilence::reject;
    policy.max_requests = 2;
    check_all(rows_of(contentious(), policy),
              {"T10", "T11", "T12", "T13", "T14a", "T14b", "T14c", "T16", "T17", "T18", "T25",
               "T52"});
}

TEST_CASE("agents: cases before shipment pass every row of a case") {
    check_all(rows_of(contentious(), tests::base_policy()),
              {"T15", "T38n", "T38b", "T44", "T45a", "T45b", "T46a", "T46c", "T47a", "T47b",
               "T47c", "T49p"});
    order::Policy held = tests::base_policy();
    held.case_holds_ship = true;
    held.on_silence = order::OnSilence::escalate;
    const auto rows = rows_of(contentious(), held);
    check_all(rows, {"T16h", "T38", "T46a", "T46c", "T47a", "T47b", "T47c", "T49p"});
    CHECK_FALSE(rows.contains("T38b"));
    CHECK_FALSE(rows.contains("T38n"));
}

TEST_CASE("agents: disputes pass every row of talks, decisions, defaults and returns") {
    // Not among them: what only an order partly refunded after it was completed comes to (its
    // buyer was content with the part), and the loss of goods that the buyer has.
    check_all(rows_of(contentious(), tests::base_policy(), 6000),
              {"T29",  "T39",  "T40a", "T40b", "T40c", "T41a", "T41b", "T42a", "T42b", "T43",
               "T43t", "T46d", "T46e", "T46i", "T46j", "T46k", "T47d", "T47e", "T47f", "T47g",
               "T47i", "T47j", "T47k", "T48a", "T48c", "T48e", "T48i", "T48j", "T49i", "T49j",
               "T49k"});
}

TEST_CASE("agents: goods that are not back in time are paid for") {
    Params params = contentious();
    params.carrier.return_delay = std::chrono::hours(24 * 40);
    check_all(rows_of(params, tests::base_policy(), 4000), {"T48d", "T48f", "T37"});
}

TEST_CASE("agents: without cases before shipment the refused dispute what was shipped") {
    order::Policy policy = tests::base_policy();
    policy.preship_escalation = false;
    Params params = contentious();
    params.buyers.complaints.share = 0;
    const auto rows = rows_of(params, policy);
    CHECK(rows.contains("T39"));
    CHECK_FALSE(rows.contains("T38n"));
    CHECK_FALSE(rows.contains("T38b"));
}

TEST_CASE("agents: a parcel that a case held leaves when the case is decided for the seller") {
    Params params = tests::plain_params();
    params.buyers.intent.share = 1;
    params.buyers.complaints.escalation_share = 1;
    params.sellers.approve_unpicked = 0;
    params.support.case_service = tests::after(100);
    params.support.decision_base = -1e3;
    order::Policy policy = tests::base_policy();
    policy.case_holds_ship = true;
    const AgentLife life(params, policy, 0);
    CHECK(life.passes("T47c"));
    CHECK(life.passes("T23"));
    // Wish at 2 h, refused at 3, escalated at 5, decided at 105 although 48 h of work were done.
    CHECK(life.order().handed_over_at == tests::LoneOrder::at(105));
    CHECK(life.refusals().empty());
}

TEST_CASE("agents: who never wanted out and is content goes through life undisputed") {
    const auto rows = rows_of(tests::plain_params(), tests::base_policy(), 100);
    CHECK_FALSE(rows.contains("T39"));
    CHECK_FALSE(rows.contains("T10"));
    CHECK(rows.contains("T28b"));
}
