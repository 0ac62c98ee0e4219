#include "sim/report/progress.hpp"

#include "sim/report/bar.hpp"
#include "sim/report/text.hpp"

#include <catch2/catch.hpp>

#include <limits>

using namespace ordersim::report;

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

Progress half_way() {
    return {.done = 10,
            .total = 20,
            .events_per_second = 6.13e6,
            .seconds_left = 3.2,
            .half_width = 0.81};
}

}  // namespace

TEST_CASE("bar: eighths of a column are told apart and both ends are exact") {
    CHECK(bar(0, 4) == "····");
    CHECK(bar(1, 4) == "████");
    CHECK(bar(0.5, 4) == "██··");
    CHECK(bar(1.0 / 32, 4) == "▏···");
    CHECK(bar(31.0 / 32, 4) == "███▉");
    CHECK(bar(2, 4) == bar(1, 4));
    CHECK(bar(kNone, 4) == bar(0, 4));
}

TEST_CASE("progress: a wide terminal shows bar, share, count and all figures") {
    CHECK(progress_bar(half_way(), 80) ==
          "██████████████▌··············  50 % 10/20  4s left  ±0.8 points  6.13 M events/s");
}

TEST_CASE("progress: the line never exceeds the terminal") {
    for (std::size_t columns = 1; columns <= 200; ++columns) {
        CAPTURE(columns);
        CHECK(display_width(progress_bar(half_way(), columns)) <= columns);
        CHECK(display_width(progress_bar({.done = 3}, columns)) <= columns);
    }
}

TEST_CASE("progress: a narrow terminal keeps what tells most") {
    const std::string line = progress_bar(half_way(), 40);
    CHECK(line.find("4s left") != std::string::npos);
    CHECK(line.find("events/s") == std::string::npos);
}

TEST_CASE("progress: what is not known yet is left out") {
    CHECK(progress_line({.done = 0, .total = 20}) == "0 of 20 replications");
    CHECK(progress_line({.done = 7}) == "7 replications");
    CHECK(progress_line(half_way()) ==
          "10 of 20 replications, 4s left, ±0.8 points, 6.13 M events/s");
    Progress endless = half_way();
    endless.seconds_left = std::numeric_limits<double>::infinity();
    CHECK(progress_line(endless).find("left") == std::string::npos);
}

TEST_CASE("progress: the share is rounded down, so that 100 % means done") {
    CHECK(progress_bar({.done = 1999, .total = 2000}, 60).find("99 %") != std::string::npos);
    CHECK(progress_bar({.done = 2000, .total = 2000}, 60).find("100 %") != std::string::npos);
}
