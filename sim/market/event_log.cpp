#include "sim/market/event_log.hpp"

#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include "sim/base/enum_names.hpp"
#include "sim/order/rules.hpp"

namespace ordersim::market {
namespace {

constexpr std::string_view kHeader =
    "case:concept:name,concept:name,time:timestamp,lifecycle:transition,org:resource,org:role,seq,"
    "activity_instance_id,order_state,cause,amount_minor,currency,case:policy,case:seller_id,"
    "case:buyer_id,case:payment_method\n";

/// Monday of the first simulated week.
constexpr std::chrono::sys_days kOrigin =
    std::chrono::year(2024) / std::chrono::January / std::chrono::day(1);

void append_time(std::string& line, SimTime at) {
    const auto since = std::chrono::floor<std::chrono::milliseconds>(at.time_since_epoch());
    const auto when = std::chrono::sys_time<std::chrono::milliseconds>(kOrigin) + since;
    const auto day = std::chrono::floor<std::chrono::days>(when);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(when - day);
    fmt::format_to(std::back_inserter(line), "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}+00:00",
                   static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                   static_cast<unsigned>(date.day()), time.hours().count(),
                   time.minutes().count(), time.seconds().count(),
                   time.subseconds().count());
}

/// Names from scenarios are quoted, so that any text makes a valid field.
std::string csv_field(std::string_view text) {
    std::string field = "\"";
    for (const char c : text) {
        field.append(c == '"' ? 2U : 1U, c);
    }
    return field + '"';
}

/// Who acted: sellers by number, buyers by their order, others by role.
void append_resource(std::string& line, const metrics::OrderEvent& event, SellerId seller) {
    const auto out = std::back_inserter(line);
    if (event.actor == order::Actor::seller) {
        fmt::format_to(out, "seller-{}", seller.value);
    } else if (event.actor == order::Actor::buyer) {
        fmt::format_to(out, "buyer-{}", event.order.value);
    } else {
        line.append(enum_name(event.actor));
    }
}

/// Whether the path is free, or holds what an earlier run logged. Devices and pipes are written to
/// as they are.
bool may_replace(const std::string& path) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error)) {
        return true;
    }
    std::ifstream file(path, std::ios::binary);
    std::string start(kHeader.size(), '\0');
    file.read(start.data(), static_cast<std::streamsize>(start.size()));
    return file.good() && start == kHeader;
}

}  // namespace

EventLog::EventLog(OutputFile file, std::string policy, std::string currency)
    : file_(std::move(file)), policy_(csv_field(policy)), currency_(std::move(currency)) {}

tl::expected<EventLog, OutputError> EventLog::create(const std::string& path, std::string policy,
                                                     std::string currency) {
    if (!may_replace(path)) {
        return tl::unexpected(OutputError{
            "'" + path + "' exists and is no event log; give another name", OutputFault::other});
    }
    auto file = OutputFile::create(path);
    if (!file) {
        return tl::unexpected(std::move(file).error());
    }
    EventLog log(std::move(*file), std::move(policy), std::move(currency));
    log.file_.write(kHeader);
    return log;
}

void EventLog::write(const metrics::OrderEvent& event, const agents::View& view) {
    if (event.kind != metrics::OrderEvent::Kind::transition) {
        return;
    }
    const SellerId seller = view.seller();
    line_.clear();
    const auto out = std::back_inserter(line_);
    fmt::format_to(out, "ORD-{},{},", event.order.value, enum_name(event.command));
    append_time(line_, event.at);
    line_.append(",complete,");
    append_resource(line_, event, seller);
    fmt::format_to(out, ",{},{},{}-{},{},{},", enum_name(event.actor), event.version,
                   event.order.value, event.version, enum_name(event.after.order),
                   order::rules().row(event.transition).id);
    if (event.amount > Money{}) {
        fmt::format_to(out, "{}", event.amount.minor);
    }
    fmt::format_to(out, ",{},{},{},{},{}\n", currency_, policy_, seller.value, event.order.value,
                   enum_name(view.method()));
    file_.write(line_);
}

tl::expected<void, OutputError> EventLog::commit() { return file_.commit(); }

}  // namespace ordersim::market
