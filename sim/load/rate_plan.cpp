#include "sim/load/rate_plan.hpp"

#include "sim/base/trimmed.hpp"
#include "sim/scenario/duration_text.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <numeric>
#include <optional>

namespace ordersim::load {
namespace {

constexpr double kRateMost = 1e6;
constexpr const char* kExamples =
    "one looks like 50, 10..200 or '20 for 10s, 20..200 for 30s, 800 for 2s'";

std::optional<double> rate_of(std::string_view text) {
    double rate = 0;
    text = trimmed(text);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), rate);
    const bool is_rate = error == std::errc() && end == text.data() + text.size() &&
                         text.front() != '.' && rate >= 0 && rate <= kRateMost;
    return is_rate ? std::optional(rate) : std::nullopt;
}

std::optional<Wall::duration> length_of(std::string_view text) {
    const auto time = scenario::parse_duration(trimmed(text));
    constexpr double longest = 86.4e9 * 366;  // us
    if (!time || time->clock == scenario::DurationClock::business || time->microseconds <= 0 ||
        time->microseconds > longest) {
        return std::nullopt;
    }
    return std::chrono::duration_cast<Wall::duration>(
        std::chrono::duration<double, std::micro>(time->microseconds));
}

tl::expected<RateStage, std::string> stage_of(std::string_view text) {
    constexpr std::string_view mark = " for ";
    constexpr std::string_view dots = "..";
    RateStage stage;
    std::string_view rates = text;
    if (const std::size_t place = text.find(mark); place != std::string_view::npos) {
        const auto length = length_of(text.substr(place + mark.size()));
        if (!length) {
            return tl::unexpected("'" + std::string(trimmed(text.substr(place + mark.size()))) +
                                  "' is no time; one looks like 30s, 500ms or 5min");
        }
        stage.length = *length;
        rates = text.substr(0, place);
    }
    const std::size_t place = rates.find(dots);
    const auto begin = rate_of(rates.substr(0, place));
    const auto end =
        place == std::string_view::npos ? begin : rate_of(rates.substr(place + dots.size()));
    if (!begin || !end) {
        return tl::unexpected("'" + std::string(trimmed(rates)) +
                              "' is no rate from 0 to a million; " + kExamples);
    }
    stage.begin = *begin;
    stage.end = *end;
    return stage;
}

/// What is wrong with the stages together; empty: nothing.
std::string fault_of(const std::vector<RateStage>& stages) {
    const bool has_silent = std::ranges::any_of(
        stages, [](const RateStage& stage) { return stage.length == Wall::duration::zero(); });
    if (stages.size() > 1 && has_silent) {
        return std::string("each of several rates needs its time; ") + kExamples;
    }
    const bool places_orders = std::ranges::any_of(
        stages, [](const RateStage& stage) { return stage.begin > 0 || stage.end > 0; });
    return places_orders ? "" : "at a rate of 0 no order is placed";
}

}  // namespace

Wall::duration RatePlan::length() const {
    return std::accumulate(
        stages.begin(), stages.end(), Wall::duration::zero(),
        [](Wall::duration sum, const RateStage& stage) { return sum + stage.length; });
}

tl::expected<RatePlan, std::string> parse_rate(std::string_view text) {
    RatePlan plan;
    while (true) {
        const std::size_t comma = text.find(',');
        const auto stage = stage_of(text.substr(0, comma));
        if (!stage) {
            return tl::unexpected(stage.error());
        }
        plan.stages.push_back(*stage);
        if (comma == std::string_view::npos) {
            break;
        }
        text.remove_prefix(comma + 1);
    }
    if (std::string fault = fault_of(plan.stages); !fault.empty()) {
        return tl::unexpected(std::move(fault));
    }
    const RateStage& first = plan.stages.front();
    if (first.length == Wall::duration::zero() && first.begin == first.end) {
        return RatePlan{.mean = first.begin, .stages = {}};
    }
    return plan;
}

}  // namespace ordersim::load
