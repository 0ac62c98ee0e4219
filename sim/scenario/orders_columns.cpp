#include "sim/scenario/orders_columns.hpp"

#include "sim/base/enum_names.hpp"
#include "sim/base/trimmed.hpp"
#include "sim/scenario/findings.hpp"

#include <algorithm>

namespace ordersim::scenario {
namespace {

struct Alias {
    std::string_view name;
    OrderField field;
};

/// Olist's names, and how outcomes are also called.
constexpr std::array<Alias, 4> kAliases{{
    {"order_purchase_timestamp", OrderField::created_at},
    {"order_approved_at", OrderField::paid_at},
    {"order_delivered_carrier_date", OrderField::shipped_at},
    {"order_delivered_customer_date", OrderField::delivered_at},
}};

std::string quoted(std::string_view text) {
    return "'" + std::string(text) + "'";
}

/// Of the UTF-8 character at the start of a text that is not empty; 0: it is none.
std::size_t character_length(std::string_view text) {
    const auto byte = [text](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
    };
    const auto follows = [&](std::size_t i, unsigned low = 0x80U, unsigned high = 0xBFU) {
        return byte(i) >= low && byte(i) <= high;
    };
    const unsigned first = byte(0);
    if (first < 0x80U) {
        return 1;
    }
    if (first >= 0xC2U && first <= 0xDFU) {
        return follows(1) ? 2 : 0;
    }
    // Neither overlong forms nor surrogates, nor beyond U+10FFFF (Unicode, table 3-7).
    if (first >= 0xE0U && first <= 0xEFU) {
        const bool fits =
            follows(1, first == 0xE0U ? 0xA0U : 0x80U, first == 0xEDU ? 0x9FU : 0xBFU);
        return fits && follows(2) ? 3 : 0;
    }
    if (first >= 0xF0U && first <= 0xF4U) {
        const bool fits =
            follows(1, first == 0xF0U ? 0x90U : 0x80U, first == 0xF4U ? 0x8FU : 0xBFU);
        return fits && follows(2) && follows(3) ? 4 : 0;
    }
    return 0;
}

class Finder {
public:
    Finder(const CsvRow& names, const OrderRequest& request) : request_(request) {
        found_.place.fill(OrderHeader::kNowhere);
        found_.width = names.size();
        for (const std::string& name : names) {
            headers_.push_back(readable(trimmed(name)));
            plain_.push_back(plain_name(name));
        }
        is_taken_.resize(names.size());
    }

    tl::expected<OrderHeader, std::vector<std::string>> find() && {
        for (const auto& [name, header] : request_.columns) {
            take_named(name, header);
        }
        for (std::size_t i = 0; i < kOrderFields; ++i) {
            const auto field = static_cast<OrderField>(i);
            take_known(field, enum_name(field));
        }
        for (const Alias& alias : kAliases) {
            take_known(alias.field, alias.name);
        }
        require(OrderField::order_id);
        require(OrderField::created_at);
        if (!errors_.empty()) {
            return tl::unexpected(std::move(errors_));
        }
        note_unused();
        return std::move(found_);
    }

private:
    void take(OrderField field, std::size_t place) {
        found_.place[static_cast<std::size_t>(field)] = place;
        found_.header[static_cast<std::size_t>(field)] = headers_[place];
        is_taken_[place] = true;
    }

    /// A column that the user named.
    void take_named(const std::string& name, const std::string& header) {
        const auto field = enum_from_name<OrderField>(name);
        if (!field) {
            const std::vector<std::string> known = field_names();
            errors_.push_back("--column: there is no column " + quoted(name) +
                              did_you_mean(name, known) + " (" + one_of(known) + ")");
            return;
        }
        const auto at = std::ranges::find(headers_, header);
        if (at == headers_.end()) {
            errors_.push_back("has no column " + quoted(header) + did_you_mean(header, headers_));
            return;
        }
        take(*field, static_cast<std::size_t>(at - headers_.begin()));
    }

    void take_known(OrderField field, std::string_view name) {
        const auto count = std::ranges::count(plain_, name);
        if (found_.has(field) || count == 0) {
            return;
        }
        if (count > 1) {
            errors_.push_back("has " + std::to_string(count) + " columns " + quoted(name) +
                              "; rename all but one");
            return;
        }
        const auto place =
            static_cast<std::size_t>(std::ranges::find(plain_, name) - plain_.begin());
        if (!is_taken_[place]) {
            take(field, place);
        }
    }

    void require(OrderField field) {
        if (found_.has(field)) {
            return;
        }
        const std::string name(enum_name(field));
        std::string guess = nearest(name, plain_);
        for (const Alias& alias : kAliases) {
            guess = guess.empty() && alias.field == field ? nearest(alias.name, plain_) : guess;
        }
        std::string known = quoted(name);
        for (const Alias& alias : kAliases) {
            known += alias.field == field ? " (or " + quoted(alias.name) + ")" : "";
        }
        std::string header = guess.empty() ? "HEADER" : guess;
        const auto at = std::ranges::find(plain_, guess);
        if (at != plain_.end()) {
            header = headers_[static_cast<std::size_t>(at - plain_.begin())];
        }
        errors_.push_back("has no column " + known +
                          (guess.empty() ? "" : "; did you mean " + quoted(header) + "?") +
                          " Say which it is: --column '" + name + "=" + header + "'");
    }

    /// Columns that nothing is read from, with those that may be misspelt.
    void note_unused() {
        std::vector<std::string> missing;
        for (const std::string& name : field_names()) {
            if (!found_.has(*enum_from_name<OrderField>(name))) {
                missing.push_back(name);
            }
        }
        std::vector<std::string> unused;
        for (std::size_t i = 0; i < headers_.size(); ++i) {
            if (is_taken_[i]) {
                continue;
            }
            const std::string guess = nearest(plain_[i], missing);
            if (guess.empty()) {
                unused.push_back(quoted(headers_[i]));
            } else {
                found_.notes.push_back("column " + quoted(headers_[i]) +
                                       " is not used; did you mean '" + guess +
                                       "'? Say --column '" + guess + "=" + headers_[i] + "'");
            }
        }
        if (!unused.empty()) {
            std::string text = "columns not used:";
            for (const std::string& name : unused) {
                text += (&name == unused.data() ? " " : ", ") + name;
            }
            found_.notes.push_back(text);
        }
    }

    static std::vector<std::string> field_names() {
        return {enum_names<OrderField>.begin(), enum_names<OrderField>.end()};
    }

    const OrderRequest& request_;
    std::vector<std::string> headers_;
    std::vector<std::string> plain_;
    std::vector<bool> is_taken_;
    OrderHeader found_;
    std::vector<std::string> errors_;
};

}  // namespace

std::string readable(std::string_view text, std::size_t bytes) {
    constexpr std::string_view replacement = "\xEF\xBF\xBD";
    std::string result;
    while (!text.empty()) {
        const std::size_t length = character_length(text);
        const bool is_control =
            length == 1 && (static_cast<unsigned char>(text[0]) < 0x20U || text[0] == 0x7F);
        const std::string_view piece =
            length == 0 || is_control ? replacement : text.substr(0, length);
        if (result.size() + piece.size() > bytes) {
            break;
        }
        result += piece;
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return result;
}

std::string plain_name(std::string_view text) {
    std::string plain;
    for (const char c : trimmed(text)) {
        if (c >= 'A' && c <= 'Z') {
            plain += static_cast<char>(c - 'A' + 'a');
        } else {
            plain += c == ' ' || c == '-' || c == '.' ? '_' : c;
        }
    }
    return plain;
}

tl::expected<OrderHeader, std::vector<std::string>> find_columns(const CsvRow& names,
                                                                 const OrderRequest& request) {
    return Finder(names, request).find();
}

}  // namespace ordersim::scenario
