#include "sim/wire/books_text.hpp"

#include <catch2/catch.hpp>
#include <string>

using namespace ordersim;

namespace {

const std::string kMetrics =
    "# HELP ordersim_orders Orders in the store.\n# TYPE ordersim_orders gauge\n"
    "ordersim_orders 3\nordersim_orders_clock_microseconds 77\n"
    "ordersim_money_captured_minor 1000\nordersim_money_refunded_minor 250\n"
    "ordersim_stock_taken_units 2\n";

std::string without(std::string text, const std::string& part, const std::string& instead = "") {
    return text.replace(text.find(part), part.size(), instead);
}

}  // namespace

TEST_CASE("books: they are read from a service's metrics, all of them or none") {
    const auto told = wire::read_books(kMetrics);
    REQUIRE(told);
    CHECK(told->books == order::Books{3, {1000}, {250}, 2});
    CHECK(told->at == SimTime(SimDuration(77)));
    for (const char* line : {"\nordersim_orders 3", "ordersim_orders_clock_microseconds 77\n",
                             "ordersim_money_captured_minor 1000\n",
                             "ordersim_money_refunded_minor 250\n",
                             "ordersim_stock_taken_units 2\n"}) {
        CHECK_FALSE(wire::read_books(without(kMetrics, line)));
    }
    CHECK_FALSE(wire::read_books(without(kMetrics, "1000", "1e3")));
    CHECK_FALSE(wire::read_books(""));
}
