#include "sim/check/product.hpp"
#include "sim/check/slices.hpp"

#include "tests/support/policies.hpp"

#include <catch2/catch.hpp>

using namespace ordersim;
using namespace ordersim::check;

namespace {

Setting setting_for(std::uint32_t orders, const order::Rules& rules = order::rules()) {
    return {rules, tests::base_policy(), slice_for(orders)};
}

}  // namespace

TEST_CASE("several orders: with enough of everything they do not touch each other") {
    const Setting setting = setting_for(3);
    const Graph graph = explore(setting, {});
    const std::uint64_t n = graph.search.states.size();
    const Product pairs = explore_product(setting, graph, {2, 2, 2}, {});
    CHECK(pairs.states == n * (n + 1) / 2);
    CHECK(pairs.broken.empty());
    const Product all = explore_product(setting, graph, {2, 2, 2}, {.is_symmetric = false});
    CHECK(all.states == n * n);
    CHECK(all.transitions == 2 * n * (graph.search.transitions - [&graph] {
        std::uint64_t loops = 0;
        for (StateId id = 0; id < graph.search.states.size(); ++id) {
            for (const Arc& arc : graph.arcs_of(id)) {
                loops += arc.to == id ? 1U : 0U;
            }
        }
        return loops;
    }()));
}

TEST_CASE("several orders: what they share is refused, awaited and used again") {
    const Setting setting = setting_for(3);
    const Graph graph = explore(setting, {});
    const Product scarce = explore_product(setting, graph, {2, 1, 1}, {});
    CHECK(scarce.is_complete);
    CHECK(scarce.broken.empty());
    CHECK(scarce.twins.was_sold_out);
    CHECK(scarce.twins.was_stock_reused);
    const Product busy = explore_product(setting, graph, {2, 2, 1}, {});
    CHECK(busy.twins.was_agent_awaited);
    CHECK(busy.states < explore_product(setting, graph, {2, 2, 2}, {}).states);
}

TEST_CASE("several orders: a bit a state and a hash table find the same") {
    const Setting setting = setting_for(3);
    const Graph graph = explore(setting, {});
    for (const Shared shared : {Shared{2, 1, 1}, Shared{2, 2, 1}, Shared{3, 2, 1}}) {
        const ProductOptions options{.states_max = 2'000'000};
        ProductOptions hashed = options;
        hashed.places_max = 0;
        const Product one = explore_product(setting, graph, shared, options);
        const Product other = explore_product(setting, graph, shared, hashed);
        CHECK(one.states == other.states);
        CHECK(one.transitions == other.transitions);
        CHECK(one.depth == other.depth);
        CHECK(one.is_complete == other.is_complete);
        CHECK(one.bytes_a_state < other.bytes_a_state);
        CHECK(one.twins.was_sold_out == other.twins.was_sold_out);
        CHECK(one.twins.was_stock_reused == other.twins.was_stock_reused);
        CHECK(one.twins.was_agent_awaited == other.twins.was_agent_awaited);
    }
}

TEST_CASE("several orders: money that never comes back is a trap, by either table") {
    auto rows = order::standard_rows();
    std::erase_if(rows, [](const order::Row& row) { return row.id == "T54"; });
    const order::Rules rules(std::move(rows));
    const Setting setting = setting_for(3, rules);
    const Graph graph = explore(setting, {});
    for (const std::size_t places_max : {ProductOptions().places_max, std::size_t{0}}) {
        const Product product =
            explore_product(setting, graph, {2, 2, 1}, {.places_max = places_max});
        REQUIRE(product.broken.size() == 1);
        CHECK(product.broken.front().property == SharedProperty::all_can_settle);
        const auto commands = timed(setting, product.broken.front().steps);
        REQUIRE(commands.has_value());
        CHECK(commands->size() == 4);
    }
}

TEST_CASE("several orders: stock that is given back too early is sold twice") {
    // The unit of a cancelled order goes back on the shelf while the parcel may still leave, and
    // nobody opens a recovery for it.
    auto rows = order::standard_rows();
    for (order::Row& row : rows) {
        if (row.id == "T34") {
            std::ranges::replace(row.effects, order::Effect::open_recovery,
                                 order::Effect::nothing);
        }
    }
    const order::Rules rules(std::move(rows));
    const Setting setting(rules, tests::base_policy(), slice_for(2));
    const Graph graph = explore(setting, {});
    const Product product = explore_product(setting, graph, {2, 1, 1}, {});
    REQUIRE_FALSE(product.broken.empty());
    CHECK(product.broken.front().property == SharedProperty::stock_is_not_oversold);
    const auto commands = timed(setting, product.broken.front().steps);
    REQUIRE(commands.has_value());
    CHECK(commands->back().command.kind == order::CommandKind::hand_over_scan);
}

TEST_CASE("several orders: beyond the bound nothing is claimed") {
    const Setting setting = setting_for(3);
    const Graph graph = explore(setting, {});
    CHECK_FALSE(explore_product(setting, graph, {2, 2, 2}, {.states_max = 100}).is_complete);
}
