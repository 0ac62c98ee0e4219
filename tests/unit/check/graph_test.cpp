#include "sim/check/graph.hpp"
#include "sim/check/plants.hpp"
#include "sim/check/slices.hpp"
#include "sim/check/temporal.hpp"

#include "tests/support/policies.hpp"

#include <catch2/catch.hpp>

#include <set>
#include <string>

using namespace ordersim;
using namespace ordersim::check;
using order::CommandKind;
using order::Order;

namespace {

const Slice& slice_named(std::string_view name) {
    const auto all = order_slices();
    const auto found = std::ranges::find(all, name, &Slice::name);
    REQUIRE(found != all.end());
    return *found;
}

Setting setting_for(std::string_view slice, const order::Rules& rules = order::rules()) {
    return {rules, tests::base_policy(), slice_named(slice)};
}

/// The rules with rows altered.
template <class Alter>
order::Rules altered(Alter alter) {
    auto rows = order::standard_rows();
    for (order::Row& row : rows) {
        alter(row);
    }
    return order::Rules(std::move(rows));
}

void forget(order::Row& row, order::Effect effect) {
    std::ranges::replace(row.effects, effect, order::Effect::nothing);
}

}  // namespace

TEST_CASE("exploring: the base policy has just these states, and no property is broken") {
    struct Expected {
        std::string_view slice;
        std::size_t states;
        std::uint64_t transitions;
        std::uint32_t depth;
    };
    const auto [name, states, transitions, depth] =
        GENERATE(Expected{"life", 94'937, 1'025'964, 27}, Expected{"payments", 24'719, 108'692, 44},
                 Expected{"refunds", 3'423, 15'624, 32}, Expected{"talks", 24'361, 217'618, 25});
    const Setting setting = setting_for(name);
    const Graph graph = explore(setting, {});
    INFO(name);
    CHECK(graph.search.is_complete);
    CHECK(graph.search.states.size() == states);
    CHECK(graph.search.transitions == transitions);
    CHECK(graph.search.depth == depth);
    CHECK(graph.violations.empty());
    CHECK(trap_in(setting, graph) == kNoState);
    for (const Temporal& property : temporal_properties()) {
        INFO(property.name);
        CHECK_FALSE(endless(setting, graph, property).has_value());
    }
}

TEST_CASE("exploring: under the base policy all is reached but what its levers rule out") {
    Coverage coverage;
    for (const Slice& slice : order_slices()) {
        coverage |= explore({order::rules(), tests::base_policy(), slice}, {}).coverage;
    }
    for (const Dead& dead : dead_of(coverage, order::rules(), tests::base_policy())) {
        INFO(dead.name << ": " << dead.waiver);
        CHECK_FALSE(dead.waiver.empty());
        CHECK_FALSE(dead.is_reached);
    }
    CHECK(twin_count(order::rules()) > 400);
}

TEST_CASE("exploring: a row that can never be taken is named as dead") {
    const order::Rules rules = altered([](order::Row& row) {
        if (row.id == "T49p") {
            row.guards = {order::Guard::case_open, order::Guard::no_open_case};
        }
    });
    const Graph graph = explore(setting_for("life", rules), {});
    const auto dead = dead_of(graph.coverage, rules, tests::base_policy());
    CHECK(std::ranges::any_of(
        dead, [](const Dead& one) { return one.name == "row T49p" && one.waiver.empty(); }));
}

TEST_CASE("exploring: a deadline that no row at all takes is noticed when it falls due") {
    std::vector<order::Row> rows = order::standard_rows();
    std::erase_if(rows, [](const order::Row& row) {
        return row.on == order::CommandKind::pay_timer;
    });
    const order::Rules rules(std::move(rows));
    const Graph graph = explore(setting_for("life", rules), {.stop_at = "due_deadline_has_row"});
    REQUIRE_FALSE(graph.violations.empty());
    CHECK(properties()[graph.violations.back().property].name == "due_deadline_has_row");
}

TEST_CASE("exploring: an award that is not what support decided is noticed at once") {
    using order::Effect;
    struct Careless {
        std::string_view row;
        Effect forgotten;
    };
    const auto [id, forgotten] = GENERATE(
        Careless{"T47b", Effect::refund_split}, Careless{"T47u", Effect::take_award},
        Careless{"T47f", Effect::take_award}, Careless{"T40c", Effect::award_counter},
        Careless{"T14a", Effect::refund_offer}, Careless{"T47a", Effect::refund_rest},
        Careless{"T07c", Effect::refund_rest}, Careless{"T48c", Effect::refund_award});
    INFO(id);
    const order::Rules rules = altered([id = id, forgotten = forgotten](order::Row& row) {
        if (row.id == id) {
            forget(row, forgotten);
        }
    });
    order::Policy policy = tests::base_policy();
    policy.void_sync = false;
    const Graph graph =
        explore({rules, policy, slice_named("life")}, {.stop_at = "refund_is_as_decided"});
    REQUIRE_FALSE(graph.violations.empty());
    CHECK(properties()[graph.violations.back().property].name == "refund_is_as_decided");
}

TEST_CASE("exploring: a row that no longer asks what it should is noticed") {
    using order::Guard;
    struct Careless {
        std::string_view row;
        Guard unasked;
        std::string_view property;
    };
    const auto careless = GENERATE(
        Careless{"T47g", Guard::case_in_review, "case_ends_in_its_state"},
        Careless{"T47f", Guard::for_split, "verdict_for_one_side_stands"},
        Careless{"T40a", Guard::with_return, "goods_go_back_if_claimed"},
        Careless{"T48l", Guard::parcel_out, "parcel_goes_as_parcels_do"},
        Careless{"T22a", Guard::warehouse_unaware, "stopped_is_not_handled"},
        Careless{"T14a", Guard::offer_open, "offer_is_there"});
    INFO(careless.row);
    const order::Rules rules = altered([&careless](order::Row& row) {
        if (row.id == careless.row) {
            for (auto* const guards : {&row.when, &row.guards}) {
                const auto end = std::ranges::remove(*guards, careless.unasked).begin();
                std::fill(end, guards->end(), Guard::always);
            }
        }
    });
    const Graph graph = explore(setting_for("life", rules), {.stop_at = careless.property});
    REQUIRE_FALSE(graph.violations.empty());
    CHECK(properties()[graph.violations.back().property].name == careless.property);
}

TEST_CASE("exploring: beyond the bound on states nothing is claimed") {
    const Graph graph = explore(setting_for("life"), {.states_max = 1000});
    CHECK_FALSE(graph.search.is_complete);
    CHECK(graph.search.states.size() < 1100);
}

TEST_CASE("packing: every state comes out as it went in, and is its own canonical form") {
    for (const std::string_view name : {"life", "payments", "talks"}) {
        const Setting setting = setting_for(name);
        const Graph graph = explore(setting, {});
        for (StateId id = 0; id < graph.search.states.size(); ++id) {
            const Packed& key = graph.search.states[id];
            const Order order = unpacked(setting, key);
            REQUIRE(packed(setting, order) == key);
            REQUIRE(canonical(setting, order) == order);
        }
    }
}

TEST_CASE("temporal: a refund whose report is ignored is a trap, and never paid") {
    const order::Rules rules = altered([](order::Row& row) {
        if (row.on == CommandKind::refund_succeeded || row.on == CommandKind::pay_out_by_hand) {
            forget(row, order::Effect::finish_refund);
        }
    });
    const Setting setting = setting_for("refunds", rules);
    const Graph graph = explore(setting, {});
    CHECK(trap_in(setting, graph) != kNoState);
    CHECK(endless(setting, graph, temporal_properties()[1]).has_value());
}

TEST_CASE("temporal: a loop is a real one, and fair to all who could go on") {
    // Messages that restart the answer limit again and again keep a request open for ever.
    const order::Rules rules = altered([](order::Row& row) {
        if (row.id == "T51r" || row.id == "T51q") {
            row.when = {order::Guard::rearm_on_message, order::Guard::by_buyer};
            row.effects = {order::Effect::take_evidence};
        }
    });
    order::Policy policy = tests::base_policy();
    policy.rearm_on_message = true;
    const Setting setting(rules, policy, slice_named("life"));
    const Graph graph = explore(setting, {});
    const auto lasso = endless(setting, graph, temporal_properties()[0]);
    REQUIRE(lasso.has_value());
    REQUIRE_FALSE(lasso->loop.empty());
    StateId at = lasso->start;
    bool restarts = false;
    for (const Arc& arc : lasso->loop) {
        const auto arcs = graph.arcs_of(at);
        REQUIRE(std::ranges::any_of(arcs, [&arc](const Arc& other) {
            return other.to == arc.to && other.move == arc.move;
        }));
        REQUIRE(is_open(unpacked(setting, graph.search.states[arc.to]).regions.request));
        restarts |= arc.row != order::kNoTransition && rules.row(arc.row).id == "T51r";
        at = arc.to;
    }
    CHECK(at == lasso->start);
    CHECK(restarts);
}

TEST_CASE("temporal: with the limit on restarts a request is always answered") {
    order::Policy policy = tests::base_policy();
    policy.rearm_on_message = true;
    const Setting setting(order::rules(), policy, slice_named("life"));
    const Graph graph = explore(setting, {});
    CHECK_FALSE(endless(setting, graph, temporal_properties()[0]).has_value());
}
