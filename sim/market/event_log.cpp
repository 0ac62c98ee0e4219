#include "sim/market/event_log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "sim/base/enum_names.hpp"
#include "sim/base/file_start.hpp"
#include "sim/market/logged_event.hpp"
#include "sim/market/ocel.hpp"
#include "sim/market/xes.hpp"

namespace ordersim::market {
namespace {

constexpr std::string_view kHeader =
    "case:concept:name,concept:name,time:timestamp,lifecycle:transition,org:resource,org:role,seq,"
    "activity_instance_id,order_state,cause,amount_minor,currency,case:policy,case:seller_id,"
    "case:buyer_id,case:payment_method\n";

/// Names from scenarios are quoted, so that any text makes a valid field.
std::string csv_field(std::string_view text) {
    std::string field = "\"";
    for (const char c : text) {
        field.append(c == '"' ? 2U : 1U, c);
    }
    return field + '"';
}

/// Whether the path is free, or holds what an earlier run logged. Devices and pipes are written to
/// as they are.
bool may_replace(const std::string& path) {
    const std::array<std::string_view, 3> starts{kHeader, xes_start(), ocel_start()};
    const auto start = start_of_file(path, 2000);
    return !start || std::any_of(starts.begin(), starts.end(), [&start](std::string_view known) {
        return start->starts_with(known);
    });
}

}  // namespace

EventLogFormat event_log_format_of(std::string_view path) {
    std::string name(path);
    for (char& character : name) {
        if (character >= 'A' && character <= 'Z') {
            character = static_cast<char>(character - 'A' + 'a');
        }
    }
    if (name.ends_with(".xes") || name.ends_with(".xml")) {
        return EventLogFormat::xes;
    }
    const bool is_ocel = name.ends_with(".jsonocel") || name.ends_with(".json");
    return is_ocel ? EventLogFormat::ocel : EventLogFormat::csv;
}

EventLog::EventLog(OutputFile file, std::string policy, std::string currency,
                   EventLogFormat format)
    : file_(std::move(file)),
      policy_(std::move(policy)),
      currency_(std::move(currency)),
      format_(format) {}

tl::expected<EventLog, OutputError> EventLog::create(const std::string& path, std::string policy,
                                                     std::string currency,
                                                     EventLogFormat format) {
    if (!may_replace(path)) {
        return tl::unexpected(OutputError{
            "'" + path + "' exists and is no event log; give another name", OutputFault::other});
    }
    auto file = OutputFile::create(path);
    if (!file) {
        return tl::unexpected(std::move(file).error());
    }
    EventLog log(std::move(*file), std::move(policy), std::move(currency), format);
    if (format == EventLogFormat::csv) {
        log.file_.write(kHeader);
        log.policy_ = csv_field(log.policy_);
    }
    return log;
}

void EventLog::write(const metrics::OrderEvent& event, const agents::View& view) {
    if (event.kind != metrics::OrderEvent::Kind::transition) {
        return;
    }
    if (format_ == EventLogFormat::csv) {
        write_row(logged(event, view));
    } else {
        cases_.add(logged(event, view));
    }
}

void EventLog::write_row(const LoggedEvent& event) {
    line_.clear();
    const auto out = std::back_inserter(line_);
    fmt::format_to(out, "ORD-{},{},{},complete,{},{},{},{}-{},{},{},", event.order.value,
                   enum_name(event.command), time_text(event.at), resource_text(event),
                   enum_name(event.actor), event.version, event.order.value, event.version,
                   enum_name(event.after.order), cause_text(event));
    if (event.amount > Money{}) {
        fmt::format_to(out, "{}", event.amount.minor);
    }
    fmt::format_to(out, ",{},{},{},{},{}\n", currency_, policy_, event.seller.value,
                   event.order.value, enum_name(event.method));
    file_.write(line_);
}

tl::expected<void, OutputError> EventLog::write_xes() {
    XesWriter writer(policy_, currency_);
    file_.write(writer.head());
    auto sorted =
        cases_.each([&](const LoggedEvent& event) { file_.write(writer.event(event)); });
    file_.write(writer.tail());
    return sorted;
}

tl::expected<void, OutputError> EventLog::write_ocel() {
    OcelWriter writer(policy_, currency_);
    file_.write(writer.head());
    if (auto sorted =
            cases_.each([&](const LoggedEvent& event) { file_.write(writer.event(event)); });
        !sorted) {
        return sorted;
    }
    for (std::string piece = writer.tail_piece(); !piece.empty(); piece = writer.tail_piece()) {
        file_.write(piece);
    }
    if (writer.error()) {
        return tl::unexpected(*writer.error());
    }
    return {};
}

tl::expected<void, OutputError> EventLog::commit() {
    tl::expected<void, OutputError> written;
    switch (format_) {
    case EventLogFormat::csv: break;
    case EventLogFormat::xes: written = write_xes(); break;
    case EventLogFormat::ocel: written = write_ocel(); break;
    }
    return written ? file_.commit() : written;
}

}  // namespace ordersim::market
