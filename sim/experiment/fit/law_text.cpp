#include "sim/experiment/fit/law_text.hpp"

#include "sim/scenario/node.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <utility>
#include <vector>

namespace ordersim::experiment {
namespace {

/// More than any sample of ours knows.
std::string six_digits(double value) {
    return rounded_text(value, 6);
}

std::string quoted(double hours) {
    return '"' + hours_text(hours) + '"';
}

/// A scale of a law: a duration, or a number.
std::string scale_text(double value, FitUnit unit) {
    return unit == FitUnit::hours ? quoted(value) : six_digits(value);
}

std::string lognormal(double median, double sigma, FitUnit unit) {
    return "lognormal = { median = " + scale_text(median, unit) +
           ", sigma = " + six_digits(sigma) + " }";
}

std::string shaped(std::string_view name, std::span<const double> p, FitUnit unit) {
    return std::string(name) + " = { shape = " + six_digits(p[0]) +
           ", scale = " + scale_text(p[1], unit) + " }";
}

struct Part {
    double share;
    std::string law;
};

/// The continuous part of a law, by its share in the whole.
std::vector<Part> parts_of(FitFamily family, std::span<const double> p, FitUnit unit) {
    switch (family) {
    case FitFamily::exponential:
        return {{1, "exponential = { mean = " + scale_text(p[0], unit) + " }"}};
    case FitFamily::lognormal: return {{1, lognormal(p[0], p[1], unit)}};
    case FitFamily::weibull: return {{1, shaped("weibull", p, unit)}};
    case FitFamily::gamma: return {{1, shaped("gamma", p, unit)}};
    case FitFamily::loglogistic: return {{1, shaped("loglogistic", p, unit)}};
    case FitFamily::lognormal_mixture:
        return {{p[0], lognormal(p[1], p[2], unit)}, {1 - p[0], lognormal(p[3], p[4], unit)}};
    }
    return {};
}

/// Shares are written to six decimals; the last takes what is left, so that they sum to 1.
std::string mixture(const std::vector<Part>& parts) {
    constexpr double millions = 1e6;
    double left = millions;
    std::string text;
    for (const Part& part : parts) {
        const bool is_last = &part == &parts.back();
        const double share = is_last ? left : std::round(part.share * millions);
        left -= share;
        text += (text.empty() ? "" : ", ");
        text += "{ share = " + scenario::number_text(share / millions) + ", law = { " + part.law +
                " } }";
    }
    return "{ mixture = [" + text + "] }";
}

}  // namespace

std::string rounded_text(double value, int digits) {
    std::array<char, 32> buffer{};
    const auto rounded = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                       std::chars_format::general, digits);
    double short_value = value;
    std::from_chars(buffer.data(), rounded.ptr, short_value);
    return scenario::number_text(short_value);
}

std::string hours_text(double hours) {
    for (const auto& [unit, in_an_hour] : {std::pair("s", 3600.0), std::pair("min", 60.0)}) {
        if (hours * in_an_hour < 60) {
            return six_digits(hours * in_an_hour) + unit;
        }
    }
    return six_digits(hours) + "h";
}

std::string law_text(FitFamily family, std::span<const double> parameters, double share_zero,
                     FitUnit unit) {
    std::vector<Part> parts = parts_of(family, parameters, unit);
    if (share_zero > 0) {
        for (Part& part : parts) {
            part.share *= 1 - share_zero;
        }
        parts.insert(parts.begin(), {share_zero, unit == FitUnit::hours ? "constant = \"0\""
                                                                        : "constant = 0"});
    }
    return parts.size() == 1 ? "{ " + parts[0].law + " }" : mixture(parts);
}

std::string constant_text(double value, FitUnit unit) {
    if (unit == FitUnit::amounts) {
        return "{ constant = " + scenario::number_text(value) + " }";
    }
    return "{ constant = " + (value == 0 ? std::string("\"0\"") : quoted(value)) + " }";
}

std::string empirical_text(std::string_view file, FitUnit unit) {
    if (unit == FitUnit::amounts) {
        return "{ empirical = { file = " + scenario::quotation(file) +
               ", column = " + scenario::quotation(kAmountColumn) + " } }";
    }
    return "{ empirical = { file = " + scenario::quotation(file) +
           ", column = " + scenario::quotation(kHoursColumn) + ", unit = \"h\" } }";
}

}  // namespace ordersim::experiment
