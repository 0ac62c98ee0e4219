#include "sim/scenario/orders.hpp"

#include "sim/base/enum_names.hpp"
#include "sim/scenario/csv.hpp"
#include "sim/scenario/orders_clock.hpp"
#include "sim/scenario/orders_columns.hpp"
#include "sim/scenario/orders_order.hpp"
#include "sim/scenario/orders_rows.hpp"

#include <algorithm>
#include <bit>
#include <chrono>
#include <cmath>

namespace ordersim::scenario {
namespace {

using Errors = std::vector<std::string>;

/// Room for kOrdersMax orders of all columns.
constexpr std::uint64_t kFileSizeMax = std::uint64_t{8} << 30U;
constexpr Instant kDay = 86'400'000'000;
/// What lies so much later than nearly all orders is a slip or stands for "never".
constexpr Instant kFarFuture = 400 * kDay;

/// What parts the fields of a header that has no comma.
char separator_of(const CsvRow& names) {
    if (names.size() > 1) {
        return ',';
    }
    for (const char mark : {';', '\t', '|'}) {
        if (names[0].find(mark) != std::string::npos) {
            return mark;
        }
    }
    return ',';
}

/// One pass over the file with one separator. Nothing was read if the header shows another.
class Pass {
public:
    Pass(const OrderRequest& request, char separator) : request_(request), separator_(separator) {}

    tl::expected<void, Errors> run() {
        const CsvSink sink{
            [this](const CsvRow& names) { return take_header(names); },
            [this](const CsvRow& row, std::uint64_t line) { return take_row(row, line); }};
        const auto done = read_csv(
            request_.path, sink,
            {.numbers = CsvNumbers::lines, .size_max = kFileSizeMax, .separator = separator_});
        if (!errors_.empty()) {
            return tl::unexpected(errors_);
        }
        if (!done && !other_separator_) {
            return tl::unexpected(Errors{done.error()});
        }
        if (!header_ && !other_separator_) {
            return tl::unexpected(Errors{"is empty"});
        }
        return {};
    }

    [[nodiscard]] std::optional<char> other_separator() const { return other_separator_; }
    [[nodiscard]] const OrderHeader& header() const { return *header_; }
    [[nodiscard]] SpeltOrders take_orders() { return std::move(*rows_).take_all(); }

private:
    using Done = tl::expected<void, std::string>;

    Done take_header(const CsvRow& names) {
        const char mark = separator_ == ',' ? separator_of(names) : separator_;
        if (mark != separator_) {
            other_separator_ = mark;
            return tl::unexpected(std::string("is parted otherwise"));
        }
        auto found = find_columns(names, request_);
        if (!found) {
            errors_ = found.error();
            return tl::unexpected(errors_.front());
        }
        header_ = std::move(*found);
        rows_.emplace(*header_);
        return {};
    }

    Done take_row(const CsvRow& row, std::uint64_t line) {
        if (line > std::numeric_limits<std::uint32_t>::max() || ++count_ > kOrdersMax) {
            return tl::unexpected("has more than " + std::to_string(kOrdersMax) +
                                  " rows; a part of it, such as the last year, serves as well");
        }
        rows_->take(row, static_cast<std::uint32_t>(line));
        return {};
    }

    const OrderRequest& request_;
    char separator_;
    std::optional<OrderHeader> header_;
    std::optional<RowReader> rows_;
    std::optional<char> other_separator_;
    std::uint64_t count_ = 0;
    Errors errors_;
};

/// FNV-1a over words instead of bytes.
class Digest {
public:
    void add(std::uint64_t word) { hash_ = (hash_ ^ word) * 0x100000001b3U; }
    [[nodiscard]] std::string text() const {
        constexpr std::string_view digits = "0123456789abcdef";
        std::string text;
        for (int shift = 60; shift >= 0; shift -= 4) {
            text += digits[(hash_ >> static_cast<unsigned>(shift)) & 15U];
        }
        return text;
    }

private:
    std::uint64_t hash_ = 0xcbf29ce484222325U;
};

std::string digest_of(const std::vector<RealOrder>& orders) {
    Digest digest;
    for (const RealOrder& order : orders) {
        for (const Instant at : order.at) {
            digest.add(static_cast<std::uint64_t>(at));
        }
        digest.add(std::isnan(order.amount) ? 0 : std::bit_cast<std::uint64_t>(order.amount));
        digest.add(order.seller);
        digest.add(static_cast<std::uint64_t>(order.outcome));
        for (const std::uint8_t word : order.word) {
            digest.add(word);
        }
    }
    return digest.text();
}

Instant last_of(const RealOrder& order) {
    return *std::ranges::max_element(order.at);
}

/// Drops what lies in the far future, where it would put off the file's end for all others.
void drop_far_future(SpeltOrders& spelt) {
    if (spelt.orders.empty()) {
        return;
    }
    std::vector<Instant> created;
    created.reserve(spelt.orders.size());
    for (const RealOrder& order : spelt.orders) {
        created.push_back(order[Stamp::created_at]);
    }
    const auto late =
        created.begin() + static_cast<std::ptrdiff_t>((created.size() - 1) * 99 / 100);
    std::ranges::nth_element(created, late);
    const Instant limit = *late + kFarFuture;
    std::erase_if(spelt.orders, [&](const RealOrder& order) {
        const Instant last = last_of(order);
        if (last > limit) {
            spelt.dropped.add("a date more than 400 days after nearly all orders",
                              instant_text(last), order.line);
        }
        return last > limit;
    });
}

/// What happened after the end that the user set has not happened yet.
void cut_off(SpeltOrders& spelt, Instant end) {
    std::erase_if(spelt.orders, [&](RealOrder& order) {
        const bool is_late = order[Stamp::created_at] > end;
        if (is_late) {
            spelt.dropped.add("placed after --until", instant_text(order[Stamp::created_at]),
                              order.line);
        }
        for (Instant& at : order.at) {
            at = at > end ? kNoInstant : at;
        }
        return is_late;
    });
}

bool is_filled(const RealOrder& order, std::size_t field) {
    if (field < kStamps) {
        return order.at[field] != kNoInstant;
    }
    if (field < kStamps + kWordColumns) {
        return order.word[field - kStamps] != kNoWord;
    }
    const auto which = static_cast<OrderField>(field);
    return which == OrderField::order_id ||
           (which == OrderField::cancel_outcome && order.outcome != CancelOutcome::none) ||
           (which == OrderField::amount && !std::isnan(order.amount)) ||
           (which == OrderField::seller_id && order.seller != 0);
}

std::vector<OrderColumn> columns_of(const OrderHeader& header, const DateReading& dates,
                                    const std::vector<RealOrder>& orders) {
    std::vector<OrderColumn> columns;
    for (std::size_t i = 0; i < kOrderFields; ++i) {
        if (header.place[i] == OrderHeader::kNowhere) {
            continue;
        }
        const auto field = static_cast<OrderField>(i);
        columns.push_back(
            {std::string(enum_name(field)), header.header[i],
             static_cast<std::uint64_t>(std::ranges::count_if(
                 orders, [i](const RealOrder& order) { return is_filled(order, i); })),
             i < kStamps ? dates.spelling[i] : ""});
    }
    return columns;
}

std::string all_dropped(const std::vector<Dropped>& dropped, std::uint64_t rows) {
    std::string text = "has " + std::to_string(rows) + " rows, too few of which can be used:";
    for (const Dropped& item : dropped) {
        text += (&item == dropped.data() ? " " : "; ") + std::to_string(item.count) + " with " +
                item.reason + (item.example.empty() ? "" : " ('" + item.example + "')") + " (" +
                lines_text(item) + ")";
    }
    return text;
}

/// The end that the user set, on the file's clock; nullopt: none is set.
tl::expected<std::optional<Instant>, Errors> end_of(const OrderRequest& request,
                                                    const DateReading& dates) {
    if (request.until.empty()) {
        return std::optional<Instant>();
    }
    const auto until = SpeltTime::parse(request.until);
    const auto end = until ? until->time.microseconds(DateOrder::mdy) : std::nullopt;
    if (!end || !until->time.is_year_first()) {
        return tl::unexpected(
            Errors{"--until: '" + request.until + "' is no time like 2017-10-02 11:07:15"});
    }
    return std::optional(*end + (until->offset ? dates.usual_zone : 0));
}

void note_span(OrderFile& file, std::optional<Instant> end) {
    file.first = file.orders.front()[Stamp::created_at];
    for (const RealOrder& order : file.orders) {
        file.first = std::min(file.first, order[Stamp::created_at]);
        file.end = std::max(file.end, last_of(order));
    }
    file.end = end.value_or(file.end);
}

OrderFile file_of(const OrderRequest& request, const OrderHeader& header, const DateReading& dates,
                  SpeltOrders spelt) {
    OrderFile file;
    file.path = readable(request.path, request.path.size() * 3);
    file.rows = spelt.rows;
    file.dropped = spelt.dropped.take();
    file.orders = std::move(spelt.orders);
    file.words = std::move(spelt.words);
    file.sellers = spelt.sellers;
    file.columns = columns_of(header, dates, file.orders);
    file.notes = header.notes;
    file.notes.insert(file.notes.end(), dates.notes.begin(), dates.notes.end());
    if (spelt.blank > 0) {
        file.notes.push_back("rows of empty cells: " + std::to_string(spelt.blank));
    }
    return file;
}

tl::expected<OrderFile, Errors> finish(const OrderRequest& request, const OrderHeader& header,
                                       SpeltOrders spelt) {
    if (spelt.rows == 0) {
        return tl::unexpected(Errors{"has a header and no rows"});
    }
    const auto dates = read_dates(spelt, request);
    if (!dates) {
        return tl::unexpected(dates.error());
    }
    const auto end = end_of(request, *dates);
    if (!end) {
        return tl::unexpected(end.error());
    }
    fill_instants(spelt, *dates);
    drop_far_future(spelt);
    if (*end) {
        cut_off(spelt, **end);
    }
    OrderFile file = file_of(request, header, *dates, std::move(spelt));
    // Most of a file that is garbage says nothing about the rest; an end that was set is no fault.
    const bool is_rump = file.orders.size() * 2 <= file.rows;
    if (file.orders.empty() || (is_rump && !*end)) {
        return tl::unexpected(Errors{all_dropped(file.dropped, file.rows)});
    }
    note_span(file, *end);
    file.digest = digest_of(file.orders);
    if (auto swapped = find_swapped(file)) {
        return tl::unexpected(Errors{std::move(*swapped)});
    }
    return file;
}

}  // namespace

const OrderColumn* OrderFile::find(std::string_view name) const {
    const auto found = std::ranges::find(columns, name, &OrderColumn::name);
    return found == columns.end() ? nullptr : &*found;
}

bool OrderFile::has(Stamp stamp) const {
    return find(enum_name(stamp)) != nullptr;
}

bool OrderFile::has(WordColumn column) const {
    return find(enum_name(column)) != nullptr;
}

std::string_view OrderFile::word(const RealOrder& order, WordColumn column) const {
    const auto index = static_cast<std::size_t>(column);
    return order.word[index] < words[index].size()
               ? std::string_view(words[index][order.word[index]])
               : std::string_view("other");
}

tl::expected<OrderFile, Errors> read_orders(const OrderRequest& request) {
    Pass commas(request, ',');
    if (auto done = commas.run(); !done) {
        return tl::unexpected(done.error());
    }
    if (!commas.other_separator()) {
        return finish(request, commas.header(), commas.take_orders());
    }
    Pass others(request, *commas.other_separator());
    if (auto done = others.run(); !done) {
        return tl::unexpected(done.error());
    }
    return finish(request, others.header(), others.take_orders());
}

std::string instant_text(Instant at) {
    const std::chrono::sys_time<std::chrono::microseconds> when{std::chrono::microseconds(at)};
    const auto day = std::chrono::floor<std::chrono::days>(when);
    const std::chrono::year_month_day date(day);
    const auto seconds = std::chrono::floor<std::chrono::seconds>(when - day);
    const std::chrono::hh_mm_ss time(seconds);
    const auto padded = [](std::int64_t number, std::size_t width) {
        std::string text = std::to_string(number);
        return std::string(text.size() < width ? width - text.size() : 0, '0') + text;
    };
    return padded(static_cast<int>(date.year()), 4) + "-" +
           padded(static_cast<unsigned>(date.month()), 2) + "-" +
           padded(static_cast<unsigned>(date.day()), 2) + " " + padded(time.hours().count(), 2) +
           ":" + padded(time.minutes().count(), 2) + ":" + padded(time.seconds().count(), 2);
}

std::string lines_text(const Dropped& dropped) {
    std::string text = dropped.count == 1 ? "line" : "lines";
    for (std::size_t i = 0; i < dropped.lines.size(); ++i) {
        const bool is_last = i + 1 == dropped.lines.size() && dropped.count == dropped.lines.size();
        text += (i == 0 ? " " : is_last ? " and " : ", ") + std::to_string(dropped.lines[i]);
    }
    if (dropped.count > dropped.lines.size()) {
        text += " and " + std::to_string(dropped.count - dropped.lines.size()) + " more";
    }
    return text;
}

}  // namespace ordersim::scenario
