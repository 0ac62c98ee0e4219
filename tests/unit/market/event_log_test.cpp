#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/support/small_market.hpp"

using namespace ordersim;

namespace {

std::string log_of_one_order(const std::filesystem::path& path) {
    agents::Params params = tests::plain_params();
    params.arrivals.orders_max = 1;
    const order::Policy policy = tests::base_policy();
    const agents::Cast cast(params);
    auto log = market::EventLog::create(path.string(), "say \"hi\"", "BRL");
    REQUIRE(log);
    kernel::Calendar calendar;
    metrics::Tally tally(SimTime{}, params);
    market::Market market({.rules = order::rules(),
                           .policy = policy,
                           .cast = cast,
                           .draws = Draws(5, 0),
                           .log = &*log},
                          calendar, tally);
    kernel::run(calendar, market, kNever, {});
    CHECK_FALSE(std::filesystem::exists(path));
    REQUIRE(log->commit());
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

}  // namespace

TEST_CASE("event log: one row a transition in the columns of process mining") {
    const auto folder =
        std::filesystem::temp_directory_path() / ("event_log_" + std::to_string(getpid()));
    std::filesystem::create_directories(folder);
    const std::string text = log_of_one_order(folder / "log.csv");
    std::filesystem::remove_all(folder);
    std::istringstream lines(text);
    std::string line;
    std::getline(lines, line);
    CHECK(line.rfind("case:concept:name,concept:name,time:timestamp,lifecycle:transition", 0) == 0);
    std::getline(lines, line);
    CHECK(line.rfind("ORD-0,place_order,2024-01-01T", 0) == 0);
    CHECK(line.find(",complete,buyer-0,buyer,1,0-1,awaiting_payment,T01,10000,BRL,"
                    "\"say \"\"hi\"\"\",") != std::string::npos);
    int rows = 1;
    while (std::getline(lines, line)) {
        ++rows;
        CHECK(std::count(line.begin(), line.end(), ',') == 15);
    }
    // Place, pay, verify, pick, label, ship, deliver, confirm by the clock, release.
    CHECK(rows == 9);
}
