#include "sim/scenario/orders_rows.hpp"

#include "sim/agents/params.hpp"
#include "sim/base/enum_names.hpp"
#include "sim/base/trimmed.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

namespace ordersim::scenario {
namespace {

constexpr std::array<std::string_view, 9> kBlanks{"null", "nan", "na",  "n/a", "nat",
                                                  "none", "nil", "\\n", "-"};
constexpr std::size_t kExampleWidth = 40;
/// In the file's unit, which has two decimals.
constexpr double kAmountMost = agents::kAmountMost / 100;
static_assert(kAmountMost == 400'000'000, "the reason of dropped rows names it");

struct OutcomeWord {
    std::string_view word;
    CancelOutcome outcome;
};
constexpr std::array<OutcomeWord, 11> kOutcomes{{{"approved", CancelOutcome::approved},
                                                 {"accepted", CancelOutcome::approved},
                                                 {"rejected", CancelOutcome::rejected},
                                                 {"refused", CancelOutcome::rejected},
                                                 {"declined", CancelOutcome::rejected},
                                                 {"auto", CancelOutcome::auto_},
                                                 {"automatic", CancelOutcome::auto_},
                                                 {"auto_approved", CancelOutcome::auto_},
                                                 {"timeout", CancelOutcome::auto_},
                                                 {"withdrawn", CancelOutcome::withdrawn},
                                                 {"revoked", CancelOutcome::withdrawn}}};

std::uint64_t hash_of(std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const char c : text) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    }
    return hash;
}

/// Seconds since 1970, or thousandths of them: from 2001 on they have so many digits.
bool is_count_since_1970(std::string_view text) {
    constexpr std::size_t digits_min = 10;
    constexpr std::size_t digits_max = 19;
    return text.size() >= digits_min && text.size() <= digits_max &&
           std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::string_view date_fault(std::string_view text) {
    return is_count_since_1970(text)
               ? " is a count since 1970 and no date like 2017-10-02 11:07:15"
               : " is no date like 2017-10-02 11:07:15";
}

std::string in_quotes(OrderField field) {
    return "'" + std::string(enum_name(field)) + "'";
}

}  // namespace

bool is_blank(std::string_view cell) {
    if (cell.empty()) {
        return true;
    }
    return cell.size() <= 4 && std::ranges::find(kBlanks, plain_name(cell)) != kBlanks.end();
}

void DropAccount::add(std::string_view reason, std::string_view example, std::uint32_t line) {
    ++total_;
    auto found = std::ranges::find(dropped_, reason, &Dropped::reason);
    if (found == dropped_.end()) {
        dropped_.push_back({std::string(reason), readable(example, kExampleWidth), 0, {}});
        found = dropped_.end() - 1;
    }
    ++found->count;
    if (found->lines.size() < kLinesNamed) {
        found->lines.push_back(line);
    }
}

std::vector<Dropped> DropAccount::take() {
    std::ranges::stable_sort(dropped_, std::ranges::greater(), &Dropped::count);
    return std::move(dropped_);
}

RowReader::RowReader(const OrderHeader& header) : header_(header) {
    for (auto& words : read_.words) {
        words.emplace_back();
    }
}

std::string_view RowReader::cell(const CsvRow& row, OrderField field) const {
    const std::string_view text = trimmed(row[header_.place_of(field)]);
    return is_blank(text) ? std::string_view() : text;
}

void RowReader::drop(std::string_view reason, std::string_view example, std::uint32_t line) {
    read_.dropped.add(reason, example, line);
}

void RowReader::take(const CsvRow& row, std::uint32_t line) {
    if (std::ranges::all_of(row, [](const std::string& text) { return trimmed(text).empty(); })) {
        ++read_.blank;
        return;
    }
    ++read_.rows;
    if (row.size() != header_.width) {
        drop(row.size() < header_.width ? "fewer fields than the header"
                                        : "more fields than the header",
             std::to_string(row.size()) + " for " + std::to_string(header_.width), line);
        return;
    }
    RealOrder order;
    order.line = line;
    order.amount = std::numeric_limits<double>::quiet_NaN();
    const std::string_view id = cell(row, OrderField::order_id);
    if (id.empty()) {
        drop("no 'order_id'", "", line);
        return;
    }
    if (!read_stamps(row, line) || !read_amount(row, order) || !read_outcome(row, order)) {
        return;
    }
    if (is_repeated(id)) {
        drop("'order_id' seen before", id, line);
        return;
    }
    read_words(row, order);
    read_seller(row, order);
    order.at.fill(kNoInstant);
    read_.orders.push_back(order);
    for (std::size_t i = 0; i < kStamps; ++i) {
        if (header_.place[i] != OrderHeader::kNowhere) {
            read_.spelt[i].push_back(stamps_[i].time);
            if (!stamps_[i].time.is_empty()) {
                note_date(i, stamps_[i], row[header_.place[i]], line);
            }
        }
    }
}

bool RowReader::read_stamps(const CsvRow& row, std::uint32_t line) {
    for (std::size_t i = 0; i < kStamps; ++i) {
        stamps_[i] = {};
        if (header_.place[i] == OrderHeader::kNowhere) {
            continue;
        }
        const auto field = static_cast<OrderField>(i);
        const std::string_view text = cell(row, field);
        if (text.empty()) {
            if (field == OrderField::created_at) {
                drop("no 'created_at'", "", line);
                return false;
            }
            continue;
        }
        const auto read = SpeltTime::parse(text);
        if (!read) {
            drop(in_quotes(field).append(date_fault(text)), text, line);
            return false;
        }
        stamps_[i] = *read;
    }
    return true;
}

void RowReader::note_date(std::size_t column, const ReadTime& read, std::string_view text,
                          std::uint32_t line) {
    const auto show = [&](Witness& place) {
        if (place.line == 0) {
            place = {readable(trimmed(text), kExampleWidth), line};
        }
    };
    if (read.offset) {
        ++read_.offsets[*read.offset];
    } else {
        ++read_.without_offset;
        show(read_.bare);
    }
    DateEvidence& evidence = read_.evidence[column];
    if (read.time.is_year_first()) {
        ++evidence.year_first;
        return;
    }
    ++evidence.year_last;
    show(evidence.any);
    if (read.time.first() > 12) {
        ++evidence.first_over_12;
        show(evidence.first_over);
    }
    if (read.time.second() > 12) {
        ++evidence.second_over_12;
        show(evidence.second_over);
    }
}

bool RowReader::read_amount(const CsvRow& row, RealOrder& order) {
    if (!header_.has(OrderField::amount)) {
        return true;
    }
    const std::string_view text = cell(row, OrderField::amount);
    if (text.empty()) {
        return true;
    }
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) {
        drop("'amount' is no number like 1234.50", text, order.line);
        return false;
    }
    if (value < 0) {
        drop("'amount' is negative", text, order.line);
        return false;
    }
    if (value > kAmountMost) {
        drop("'amount' is more than 400000000, the most that a scenario keeps exact", text,
             order.line);
        return false;
    }
    order.amount = value;
    return true;
}

bool RowReader::read_outcome(const CsvRow& row, RealOrder& order) {
    if (!header_.has(OrderField::cancel_outcome)) {
        return true;
    }
    const std::string_view text = cell(row, OrderField::cancel_outcome);
    if (text.empty()) {
        return true;
    }
    const auto known = std::ranges::find(kOutcomes, plain_name(text), &OutcomeWord::word);
    if (known == kOutcomes.end()) {
        drop("'cancel_outcome' is none of approved, rejected, auto, withdrawn", text, order.line);
        return false;
    }
    order.outcome = known->outcome;
    return true;
}

void RowReader::read_words(const CsvRow& row, RealOrder& order) {
    for (std::size_t i = 0; i < kWordColumns; ++i) {
        const auto field = static_cast<OrderField>(kStamps + i);
        if (!header_.has(field)) {
            continue;
        }
        const std::string word = readable(plain_name(cell(row, field)), kExampleWidth);
        if (word.empty()) {
            continue;
        }
        auto known = words_[i].find(word);
        if (known == words_[i].end() && read_.words[i].size() < kOtherWord) {
            const auto index = static_cast<std::uint8_t>(read_.words[i].size());
            read_.words[i].push_back(word);
            known = words_[i].emplace(word, index).first;
        }
        order.word[i] = known == words_[i].end() ? kOtherWord : known->second;
    }
}

void RowReader::read_seller(const CsvRow& row, RealOrder& order) {
    if (!header_.has(OrderField::seller_id)) {
        return;
    }
    const std::string_view id = cell(row, OrderField::seller_id);
    if (!id.empty()) {
        const auto [known, is_first] = sellers_.emplace(std::string(id), read_.sellers + 1);
        read_.sellers += is_first ? 1 : 0;
        order.seller = known->second;
    }
}

/// By a hash of 64 bits: of a million ids, two are taken for one with a chance of 3e-8.
bool RowReader::is_repeated(std::string_view id) {
    return !ids_.insert(hash_of(id)).second;
}

}  // namespace ordersim::scenario
