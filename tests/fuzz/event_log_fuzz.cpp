#include "sim/base/enum_names.hpp"
#include "sim/market/event_log.hpp"

#include "tests/fuzz/any_event.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/plain_csv.hpp"
#include "tests/fuzz/scratch.hpp"
#include "tests/support/plain_params.hpp"
#include "tests/support/policies.hpp"

#include <charconv>
#include <chrono>
#include <vector>

// The event log of any events under a policy of any name. What was written must be CSV as RFC 4180
// has it, say of each event what it was, and stand in the columns of its header. The input is the
// name, and then the events.

using namespace ordersim;
using fuzz::Bytes;
using fuzz::require;
using metrics::OrderEvent;

namespace {

constexpr std::size_t kEventsMax = 60;
constexpr std::size_t kColumns = 16;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// The number of a run of digits.
std::int64_t number_of(std::string_view text) {
    std::int64_t number = -1;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    require(error == std::errc{} && end == text.data() + text.size() && is_digit(text.front()),
            "event_log: '" + std::string(text) + "' is no number");
    return number;
}

/// Milliseconds from Monday 2024-01-01 of "2024-01-01T00:00:00.000+00:00".
std::int64_t milliseconds_of(std::string_view text) {
    namespace chrono = std::chrono;
    constexpr std::string_view shape = "dddd-dd-ddTdd:dd:dd.ddd+00:00";
    bool is_stamp = text.size() == shape.size();
    for (std::size_t i = 0; is_stamp && i < shape.size(); ++i) {
        is_stamp = shape[i] == 'd' ? is_digit(text[i]) : text[i] == shape[i];
    }
    require(is_stamp, "event_log: '" + std::string(text) + "' is no time stamp");
    const auto part = [text](std::size_t start, std::size_t count) {
        return static_cast<int>(number_of(text.substr(start, count)));
    };
    const chrono::year_month_day date{chrono::year(part(0, 4)),
                                      chrono::month(static_cast<unsigned>(part(5, 2))),
                                      chrono::day(static_cast<unsigned>(part(8, 2)))};
    require(date.ok(), "event_log: there is no day like " + std::string(text));
    const chrono::sys_days origin = chrono::year(2024) / chrono::January / 1;
    const chrono::milliseconds since = chrono::sys_days(date) - origin +
                                       chrono::hours(part(11, 2)) + chrono::minutes(part(14, 2)) +
                                       chrono::seconds(part(17, 2)) +
                                       chrono::milliseconds(part(20, 3));
    return since.count();
}

std::string resource_of(const OrderEvent& event, SellerId seller) {
    switch (event.actor) {
    case order::Actor::seller: return "seller-" + std::to_string(seller.value);
    case order::Actor::buyer: return "buyer-" + std::to_string(event.order.value);
    case order::Actor::platform:
    case order::Actor::gateway:
    case order::Actor::carrier:
    case order::Actor::clock: break;
    }
    return std::string(enum_name(event.actor));
}

struct Written {
    OrderEvent event;
    SellerId seller;
    agents::Method method;
};

void check_row(const std::vector<std::string>& row, const Written& written,
               const std::string& policy) {
    const OrderEvent& event = written.event;
    require(row.size() == kColumns,
            "event_log: a row of " + std::to_string(row.size()) + " columns");
    const auto column = [&row](std::size_t i, const std::string& expected) {
        require(row[i] == expected, "event_log: '" + row[i] + "' instead of '" + expected +
                                        "' in column " + std::to_string(i));
    };
    const std::string order = std::to_string(event.order.value);
    const std::string version = std::to_string(event.version);
    column(0, "ORD-" + order);
    column(1, std::string(enum_name(event.command)));
    const std::int64_t micros = event.at.time_since_epoch().count();
    require(milliseconds_of(row[2]) == micros / 1000, "event_log: another time is written");
    column(3, "complete");
    column(4, resource_of(event, written.seller));
    column(5, std::string(enum_name(event.actor)));
    column(6, version);
    column(7, order + "-" + version);
    column(8, std::string(enum_name(event.after.order)));
    column(9, std::string(order::rules().row(event.transition).id));
    column(10, event.amount > Money{} ? std::to_string(event.amount.minor) : "");
    column(11, "EUR");
    column(12, policy);
    column(13, std::to_string(written.seller.value));
    column(14, order);
    column(15, std::string(enum_name(written.method)));
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const fuzz::Scratch scratch;
    static const agents::Cast cast(tests::plain_params());
    static const order::Policy rules_of_place = tests::base_policy();
    Bytes bytes(data, size);
    const std::string policy(bytes.text(bytes.byte()));
    const Draws draws(bytes.byte(), 0);
    auto log = market::EventLog::create(scratch.path("log.csv"), policy, "EUR");
    require(log.has_value(), "event_log: it cannot be created, or takes its own for another's");
    std::vector<Written> expected;
    for (std::size_t i = 0; i < kEventsMax && !bytes.empty(); ++i) {
        const OrderEvent event = fuzz::any_event(bytes);
        const order::Order order;
        const agents::View view{event.order, order, rules_of_place, cast, draws, event.at, {}};
        log->write(event, view);
        if (event.kind == OrderEvent::Kind::transition) {
            expected.push_back({event, view.seller(), view.method()});
        }
    }
    require(log->commit().has_value(), "event_log: it cannot be written");
    const auto rows = fuzz::rows_of(scratch.read("log.csv"));
    require(rows && rows->size() == expected.size() + 1, "event_log: rows are lost or broken");
    require((*rows)[0].size() == kColumns && (*rows)[0][12] == "case:policy",
            "event_log: another header");
    for (std::size_t i = 0; i < expected.size(); ++i) {
        check_row((*rows)[i + 1], expected[i], policy);
    }
    return 0;
}
