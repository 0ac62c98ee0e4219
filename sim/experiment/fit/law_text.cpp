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

std::string lognormal(double median, double sigma) {
    return "lognormal = { median = " + quoted(median) + ", sigma = " + six_digits(sigma) + " }";
}

std::string shaped(std::string_view name, std::span<const double> p) {
    return std::string(name) + " = { shape = " + six_digits(p[0]) + ", scale = " + quoted(p[1]) +
           " }";
}

struct Part {
    double share;
    std::string law;
};

/// The continuous part of a law, by its share in the whole.
std::vector<Part> parts_of(FitFamily family, std::span<const double> p) {
    switch (family) {
    case FitFamily::exponential: return {{1, "exponential = { mean = " + quoted(p[0]) + " }"}};
    case FitFamily::lognormal: return {{1, lognormal(p[0], p[1])}};
    case FitFamily::weibull: return {{1, shaped("weibull", p)}};
    case FitFamily::gamma: return {{1, shaped("gamma", p)}};
    case FitFamily::loglogistic: return {{1, shaped("loglogistic", p)}};
    case FitFamily::lognormal_mixture:
        return {{p[0], lognormal(p[1], p[2])}, {1 - p[0], lognormal(p[3], p[4])}};
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

std::string law_text(FitFamily family, std::span<const double> parameters, double share_zero) {
    std::vector<Part> parts = parts_of(family, parameters);
    if (share_zero > 0) {
        for (Part& part : parts) {
            part.share *= 1 - share_zero;
        }
        parts.insert(parts.begin(), {share_zero, "constant = \"0\""});
    }
    return parts.size() == 1 ? "{ " + parts[0].law + " }" : mixture(parts);
}

std::string constant_text(double hours) {
    return "{ constant = " + (hours == 0 ? std::string("\"0\"") : quoted(hours)) + " }";
}

std::string empirical_text(std::string_view file) {
    return "{ empirical = { file = " + scenario::quotation(file) +
           ", column = " + scenario::quotation(kHoursColumn) + ", unit = \"h\" } }";
}

}  // namespace ordersim::experiment
