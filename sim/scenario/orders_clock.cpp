#include "sim/scenario/orders_clock.hpp"

#include "sim/base/enum_names.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace ordersim::scenario {
namespace {

/// So many times more evidence for one order of day and month than for the other is no doubt: the
/// few others are slips.
constexpr std::uint64_t kNoDoubt = 20;

std::string name_of(std::size_t column) {
    return "'" + std::string(enum_name(static_cast<Stamp>(column))) + "'";
}

std::string shown(const Witness& witness) {
    return "'" + witness.text + "' in line " + std::to_string(witness.line);
}

bool is_split(const DateEvidence& evidence) {
    const auto [few, many] = std::minmax(evidence.first_over_12, evidence.second_over_12);
    return few * kNoDoubt > many;
}

std::optional<DateOrder> by_evidence(const DateEvidence& evidence) {
    if (evidence.first_over_12 == evidence.second_over_12 || is_split(evidence)) {
        return std::nullopt;
    }
    return evidence.first_over_12 > evidence.second_over_12 ? DateOrder::dmy : DateOrder::mdy;
}

std::string spelling_of(const DateEvidence& evidence, DateOrder order) {
    const std::string year_last = order == DateOrder::mdy ? "month/day/year" : "day/month/year";
    if (evidence.year_last == 0) {
        return "year-month-day";
    }
    return evidence.year_first == 0 ? year_last : "year-month-day and " + year_last;
}

class DateReader {
public:
    DateReader(const SpeltOrders& spelt, const OrderRequest& request)
        : spelt_(spelt), request_(request) {}

    tl::expected<DateReading, std::vector<std::string>> read() && {
        const std::optional<DateOrder> agreed = agreement();
        for (std::size_t i = 0; i < kStamps; ++i) {
            settle(i, agreed);
        }
        settle_zones();
        if (!errors_.empty()) {
            return tl::unexpected(std::move(errors_));
        }
        return std::move(reading_);
    }

private:
    /// What all columns say that say anything.
    [[nodiscard]] std::optional<DateOrder> agreement() const {
        std::optional<DateOrder> agreed;
        for (const DateEvidence& evidence : spelt_.evidence) {
            const auto own = by_evidence(evidence);
            if (own && agreed && *own != *agreed) {
                return std::nullopt;
            }
            agreed = own ? own : agreed;
        }
        return agreed;
    }

    void settle(std::size_t column, std::optional<DateOrder> agreed) {
        const DateEvidence& evidence = spelt_.evidence[column];
        if (spelt_.spelt[column].empty() || evidence.year_first + evidence.year_last == 0) {
            return;
        }
        std::optional<DateOrder> order = request_.dates;
        if (!order && evidence.year_last > 0) {
            order = by_evidence(evidence);
            const bool is_silent = evidence.first_over_12 + evidence.second_over_12 == 0;
            if (!order && is_silent && agreed) {
                order = agreed;
                reading_.notes.push_back(name_of(column) + " is read as " +
                                         spelling_of(evidence, *agreed) +
                                         ", as the file's other dates are");
            }
            if (!order) {
                errors_.push_back(doubt(column, is_silent));
                return;
            }
        }
        reading_.order[column] = order.value_or(DateOrder::mdy);
        reading_.spelling[column] = spelling_of(evidence, reading_.order[column]);
    }

    [[nodiscard]] std::string doubt(std::size_t column, bool is_silent) const {
        const DateEvidence& evidence = spelt_.evidence[column];
        constexpr const char* remedy = "say --dates mdy (month first) or --dates dmy (day first)";
        if (is_silent) {
            return name_of(column) + ": nothing tells the day from the month (" +
                   shown(evidence.any) + "; no number above 12 in the column); " + remedy;
        }
        return name_of(column) + " is spelt in two ways: " + shown(evidence.first_over) +
               " has the day first, " + shown(evidence.second_over) + " the month; " + remedy +
               ", which drops the others";
    }

    void settle_zones() {
        std::uint64_t most = 0;
        for (const auto& [offset, count] : spelt_.offsets) {
            if (count > most) {
                most = count;
                reading_.usual_zone = offset;
            }
        }
        reading_.usual_zone =
            spelt_.offsets.empty() ? request_.zone.value_or(0) : reading_.usual_zone;
        reading_.bare_zone = request_.zone.value_or(reading_.usual_zone);
        note_zones();
    }

    void note_zones() {
        if (spelt_.offsets.empty()) {
            return;
        }
        std::string text = "offsets of time stamps:";
        for (const auto& [offset, count] : spelt_.offsets) {
            text += " " + offset_text(offset) + " (" + std::to_string(count) + ")";
        }
        reading_.notes.push_back(text + "; hours of the week are those of " +
                                 offset_text(reading_.usual_zone));
        if (spelt_.without_offset > 0) {
            reading_.notes.push_back(
                "time stamps without an offset (" + std::to_string(spelt_.without_offset) +
                ", like " + shown(spelt_.bare) + ") are taken as " +
                offset_text(reading_.bare_zone) +
                (request_.zone ? "" : ", the file's usual one; --zone says otherwise"));
        }
    }

    const SpeltOrders& spelt_;
    const OrderRequest& request_;
    DateReading reading_;
    std::vector<std::string> errors_;
};

}  // namespace

tl::expected<DateReading, std::vector<std::string>> read_dates(const SpeltOrders& spelt,
                                                               const OrderRequest& request) {
    return DateReader(spelt, request).read();
}

void fill_instants(SpeltOrders& spelt, const DateReading& reading) {
    std::size_t kept = 0;
    for (std::size_t row = 0; row < spelt.orders.size(); ++row) {
        RealOrder order = spelt.orders[row];
        bool is_good = true;
        for (std::size_t i = 0; i < kStamps && is_good; ++i) {
            const SpeltTime time = spelt.spelt[i].empty() ? SpeltTime() : spelt.spelt[i][row];
            if (time.is_empty()) {
                continue;
            }
            const auto at = time.microseconds(reading.order[i]);
            if (!at) {
                spelt.dropped.add(name_of(i) + " is no day of the calendar", "", order.line);
                is_good = false;
                continue;
            }
            order.at[i] = *at + reading.usual_zone - (time.has_offset() ? 0 : reading.bare_zone);
            if (order.at[i] < 0) {
                spelt.dropped.add(name_of(i) + " lies before 1970, from when on dates are read",
                                  instant_text(order.at[i]), order.line);
                is_good = false;
            }
        }
        if (is_good) {
            spelt.orders[kept++] = order;
        }
    }
    spelt.orders.resize(kept);
    spelt.spelt = {};
}

std::string offset_text(std::int64_t microseconds) {
    const std::int64_t minutes = (microseconds < 0 ? -microseconds : microseconds) / 60'000'000;
    const auto two = [](std::int64_t number) {
        return (number < 10 ? "0" : "") + std::to_string(number);
    };
    return (microseconds < 0 ? "-" : "+") + two(minutes / 60) + ":" + two(minutes % 60);
}

}  // namespace ordersim::scenario
