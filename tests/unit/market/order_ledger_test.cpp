#include "sim/market/order_ledger.hpp"

#include "tests/support/small_market.hpp"

#include <catch2/catch.hpp>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

using namespace ordersim;
using order::CancelOutcome;
using order::OrderState;
using order::Stamp;

namespace {

struct Run {
    market::OrderLedger ledger;
    std::vector<market::Farewell> farewells;

    explicit Run(std::uint32_t orders) {
        agents::Params params = tests::busy_params();
        params.arrivals.orders_max = orders;
        const order::Policy policy = tests::base_policy();
        const agents::Cast cast(params);
        kernel::Calendar calendar;
        metrics::Tally tally(SimTime{}, params);
        market::Market market({.rules = order::rules(),
                               .policy = policy,
                               .cast = cast,
                               .draws = Draws(5, 0),
                               .ledger = &ledger,
                               .farewells = &farewells},
                              calendar, tally);
        kernel::run(calendar, market, kNever, {});
    }
};

bool comes_before(const market::LedgerRow& row, Stamp first, Stamp second) {
    return row[first] == kNever || row[second] == kNever || row[first] <= row[second];
}

}  // namespace

TEST_CASE("order ledger: what the table says of an order is what became of it") {
    const Run run(2000);
    const auto rows = run.ledger.rows();
    REQUIRE(rows.size() == run.farewells.size());
    REQUIRE(rows.size() > 500);
    std::map<CancelOutcome, int> outcomes;
    for (const market::Farewell& farewell : run.farewells) {
        const market::LedgerRow& row = rows[farewell.id.value];
        const order::Order& order = farewell.order;
        INFO(farewell.id.value);
        CHECK(row[Stamp::created_at] != kNever);
        const bool is_out = row[Stamp::shipped_at] != kNever;
        CHECK(is_out == (order.handed_over_at != SimTime{}));
        CHECK((!is_out || row[Stamp::shipped_at] == order.handed_over_at));
        CHECK((row[Stamp::delivered_at] == kNever || is_out));
        const OrderState state = order.regions.order;
        // A parcel that left in spite of a cancellation may arrive: its order ends as refunded.
        const bool is_off = state == OrderState::cancelled || state == OrderState::closed_unpaid;
        CHECK((!is_off || row.is_cancelled));
        CHECK((!row.is_cancelled || is_off || state == OrderState::refunded));
        CHECK((!row.is_cancelled || row[Stamp::cancel_resolved_at] != kNever));
        CHECK(row.has_reason == (row[Stamp::cancel_requested_at] != kNever ||
                                 row.reason == order::Reason::out_of_stock));
        CHECK(row.amount == order.total);
        ++outcomes[row.outcome];
    }
    for (const CancelOutcome outcome :
         {CancelOutcome::none, CancelOutcome::approved, CancelOutcome::rejected,
          CancelOutcome::auto_, CancelOutcome::withdrawn}) {
        INFO(static_cast<int>(outcome));
        CHECK(outcomes[outcome] > 0);
    }
}

TEST_CASE("order ledger: stamps come in the order in which things happen") {
    const Run run(2000);
    for (const market::LedgerRow& row : run.ledger.rows()) {
        for (std::size_t i = 1; i < order::kStamps; ++i) {
            CHECK(comes_before(row, Stamp::created_at, static_cast<Stamp>(i)));
        }
        CHECK(comes_before(row, Stamp::paid_at, Stamp::shipped_at));
        CHECK(comes_before(row, Stamp::shipped_at, Stamp::delivered_at));
        CHECK(comes_before(row, Stamp::cancel_requested_at, Stamp::cancel_resolved_at));
        CHECK(comes_before(row, Stamp::dispute_opened_at, Stamp::dispute_closed_at));
        CHECK(comes_before(row, Stamp::refund_requested_at, Stamp::refund_posted_at));
    }
}

TEST_CASE("order ledger: a table that stands is replaced, another file is not") {
    const auto folder =
        std::filesystem::temp_directory_path() / ("order_ledger_" + std::to_string(getpid()));
    std::filesystem::create_directories(folder);
    const std::string path = (folder / "orders.csv").string();
    const Run run(20);
    for (int i = 0; i < 2; ++i) {
        auto file = market::create_order_table(path);
        REQUIRE(file);
        REQUIRE(market::write_order_table(*file, run.ledger.rows()));
    }
    std::ifstream table(path);
    std::string line;
    int lines = 0;
    while (std::getline(table, line)) {
        CHECK(std::ranges::count(line, ',') == 17);
        CHECK((lines > 0 || line.starts_with("order_id,created_at,paid_at,")));
        CHECK((lines == 0 || line.starts_with("ORD-" + std::to_string(lines - 1) + ",2024-01-")));
        ++lines;
    }
    CHECK(lines == 21);
    const std::string mine = (folder / "mine.csv").string();
    std::ofstream(mine) << "mine\n";
    const auto refused = market::create_order_table(mine);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().message.find("is no table of orders") != std::string::npos);
    std::filesystem::remove_all(folder);
}
