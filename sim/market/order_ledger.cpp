#include "sim/market/order_ledger.hpp"

#include "sim/base/enum_names.hpp"
#include "sim/base/file_start.hpp"

#include <fmt/format.h>

#include <chrono>
#include <iterator>

namespace ordersim::market {
namespace {

using metrics::OrderEvent;
using order::CancelOutcome;
using order::CommandKind;
using order::OrderState;
using order::RequestState;
using order::ShipmentState;
using order::Stamp;

constexpr std::string_view kHeader =
    "order_id,created_at,paid_at,shipped_at,delivered_at,order_status,cancel_requested_at,"
    "cancel_resolved_at,cancel_outcome,cancel_reason,dispute_opened_at,dispute_closed_at,"
    "dispute_outcome,refund_requested_at,refund_posted_at,payment_method,amount,seller_id\n";

void note_first(LedgerRow& row, Stamp stamp, SimTime at) {
    SimTime& place = row.at[static_cast<std::size_t>(stamp)];
    place = place == kNever ? at : place;
}

bool is_out(ShipmentState state) {
    return state != ShipmentState::none && state != ShipmentState::picking &&
           state != ShipmentState::labelled;
}

bool is_unpaid_end(const OrderEvent& event) {
    return event.after.order == OrderState::closed_unpaid &&
           event.before.order != OrderState::closed_unpaid;
}

void follow_parcel(LedgerRow& row, const OrderEvent& event) {
    if (is_out(event.after.shipment) && !is_out(event.before.shipment)) {
        note_first(row, Stamp::shipped_at, event.at);
    }
    if (event.after.shipment == ShipmentState::delivered &&
        event.before.shipment != ShipmentState::delivered) {
        note_first(row, Stamp::delivered_at, event.at);
    }
}

void follow_money(LedgerRow& row, const OrderEvent& event) {
    if (event.command == CommandKind::payment_verified &&
        event.after.order == OrderState::processing &&
        event.before.order != OrderState::processing) {
        note_first(row, Stamp::paid_at, event.at);
    }
    if (metrics::begins_refund(event)) {
        note_first(row, Stamp::refund_requested_at, event.at);
    }
    const bool is_settled = event.refund_after == order::RefundState::succeeded;
    if (is_settled && row[Stamp::refund_requested_at] != kNever) {
        note_first(row, Stamp::refund_posted_at, event.at);
    }
}

bool asks(CommandKind command) {
    return command == CommandKind::request_cancel || command == CommandKind::cancel_direct ||
           command == CommandKind::cancel_instant || command == CommandKind::cancel_unpaid;
}

/// How this transition ended an open request.
CancelOutcome end_of(const OrderEvent& event) {
    if (event.command == CommandKind::approve_cancel) {
        return CancelOutcome::approved;
    }
    if (event.command == CommandKind::reject_cancel) {
        return CancelOutcome::rejected;
    }
    switch (event.after.request) {
    case RequestState::withdrawn: return CancelOutcome::withdrawn;
    case RequestState::approved:
    case RequestState::lapsed:
    case RequestState::non_fulfilment: return CancelOutcome::auto_;
    case RequestState::none:
    case RequestState::requested:
    case RequestState::negotiating:
    case RequestState::rejected:
    case RequestState::overtaken: return CancelOutcome::none;
    }
    return CancelOutcome::none;
}

void resolve(LedgerRow& row, CancelOutcome end, SimTime at) {
    if (row[Stamp::cancel_resolved_at] == kNever) {
        row.outcome = end;
        note_first(row, Stamp::cancel_resolved_at, at);
    }
}

void follow_request(LedgerRow& row, const OrderEvent& event) {
    const bool is_first = row[Stamp::cancel_requested_at] == kNever;
    if (asks(event.command) && is_first) {
        note_first(row, Stamp::cancel_requested_at, event.at);
        row.reason = event.reason;
        row.has_reason = true;
    }
    const bool is_open = order::is_open(event.before.request);
    if (is_open && !order::is_open(event.after.request)) {
        if (const CancelOutcome end = end_of(event); end != CancelOutcome::none) {
            resolve(row, end, event.at);
        }
    }
    if (metrics::cancels_paid(event) || is_unpaid_end(event)) {
        row.is_cancelled = true;
        // What the buyer may do alone is a request that the rules grant at once.
        resolve(
            row,
            row[Stamp::cancel_requested_at] == kNever ? CancelOutcome::none : CancelOutcome::auto_,
            event.at);
        if (!row.has_reason && event.command == CommandKind::seller_cancel) {
            row.reason = event.reason;
            row.has_reason = true;
        }
    }
}

void follow_dispute(LedgerRow& row, const OrderEvent& event) {
    const bool was_open = event.before.order == OrderState::dispute;
    const bool is_open = event.after.order == OrderState::dispute;
    if (is_open && !was_open) {
        note_first(row, Stamp::dispute_opened_at, event.at);
    }
    if (was_open && !is_open && row[Stamp::dispute_closed_at] == kNever) {
        note_first(row, Stamp::dispute_closed_at, event.at);
        row.dispute = event.after.case_;
    }
}

std::string_view dispute_word(order::CaseState state) {
    switch (state) {
    case order::CaseState::closed_buyer: return "buyer";
    case order::CaseState::closed_seller: return "seller";
    case order::CaseState::closed_split: return "split";
    case order::CaseState::withdrawn: return "withdrawn";
    case order::CaseState::none:
    case order::CaseState::open_wait_seller:
    case order::CaseState::negotiating:
    case order::CaseState::queued:
    case order::CaseState::in_review:
    case order::CaseState::info_requested:
    case order::CaseState::return_wait: return "";
    }
    return "";
}

std::string_view status_word(const LedgerRow& row) {
    if (row.is_cancelled) {
        return row.has_reason && row.reason == order::Reason::out_of_stock ? "unavailable"
                                                                           : "canceled";
    }
    if (row[Stamp::delivered_at] != kNever) {
        return "delivered";
    }
    if (row[Stamp::shipped_at] != kNever) {
        return "shipped";
    }
    return row[Stamp::paid_at] != kNever ? "approved" : "created";
}

void append_time(std::string& line, SimTime at) {
    if (at == kNever) {
        return;
    }
    const std::chrono::sys_time<std::chrono::microseconds> when{
        std::chrono::microseconds(kMonday + at.time_since_epoch().count())};
    const auto day = std::chrono::floor<std::chrono::days>(when);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::milliseconds>(when - day));
    fmt::format_to(std::back_inserter(line), "{:04}-{:02}-{:02} {:02}:{:02}:{:02}.{:03}",
                   static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                   static_cast<unsigned>(date.day()), time.hours().count(), time.minutes().count(),
                   time.seconds().count(), time.subseconds().count());
}

void append_row(std::string& text, const LedgerRow& row, std::size_t number) {
    const auto out = std::back_inserter(text);
    const auto stamp = [&](Stamp which) {
        text += ',';
        append_time(text, row[which]);
    };
    fmt::format_to(out, "ORD-{}", number);
    stamp(Stamp::created_at);
    stamp(Stamp::paid_at);
    stamp(Stamp::shipped_at);
    stamp(Stamp::delivered_at);
    fmt::format_to(out, ",{}", status_word(row));
    stamp(Stamp::cancel_requested_at);
    stamp(Stamp::cancel_resolved_at);
    fmt::format_to(out, ",{},{}", row.outcome == CancelOutcome::none ? "" : enum_name(row.outcome),
                   row.has_reason ? enum_name(row.reason) : "");
    stamp(Stamp::dispute_opened_at);
    stamp(Stamp::dispute_closed_at);
    fmt::format_to(out, ",{}", dispute_word(row.dispute));
    stamp(Stamp::refund_requested_at);
    stamp(Stamp::refund_posted_at);
    fmt::format_to(out, ",{},{}.{:02},seller-{}\n", enum_name(row.method), row.amount.minor / 100,
                   row.amount.minor % 100, row.seller.value);
}

/// Whether the path is free, or holds what an earlier run wrote. Devices and pipes are written to
/// as they are.
bool may_replace(const std::string& path) {
    const auto start = start_of_file(path, kHeader.size());
    return !start || *start == kHeader;
}

}  // namespace

void OrderLedger::take(const metrics::OrderEvent& event, const agents::View& view) {
    if (event.kind != OrderEvent::Kind::transition) {
        return;
    }
    if (event.order.value >= rows_.size()) {
        LedgerRow fresh;
        fresh.at.fill(kNever);
        rows_.resize(event.order.value + std::size_t{1}, fresh);
    }
    LedgerRow& row = rows_[event.order.value];
    if (event.command == CommandKind::place_order) {
        note_first(row, Stamp::created_at, event.at);
        row.amount = event.total;
        row.seller = view.seller();
        row.method = view.method();
    }
    follow_money(row, event);
    follow_parcel(row, event);
    follow_request(row, event);
    follow_dispute(row, event);
}

tl::expected<OutputFile, OutputError> create_order_table(const std::string& path) {
    if (!may_replace(path)) {
        return tl::unexpected(
            OutputError{"'" + path + "' exists and is no table of orders; give another name",
                        OutputFault::other});
    }
    return OutputFile::create(path);
}

tl::expected<void, OutputError> write_order_table(OutputFile& file,
                                                  std::span<const LedgerRow> rows) {
    file.write(kHeader);
    std::string line;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        line.clear();
        append_row(line, rows[i], i);
        file.write(line);
    }
    return file.commit();
}

}  // namespace ordersim::market
