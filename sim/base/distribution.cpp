#include "sim/base/distribution.hpp"

#include "sim/base/parameter_checks.hpp"
#include "sim/base/quantile_table_maker.hpp"

#include <numeric>
#include <utility>

namespace ordersim {
namespace {

using Fault = DistributionFault;

tl::unexpected<DistributionError> refuse(Fault fault, std::string message) {
    return tl::unexpected(DistributionError{std::move(message), fault});
}

template <class Law>
QuantileTable table_of(const Law& law) {
    return make_quantile_table([&law](Level at) { return law.exact_quantile(at); },
                               law::breaks_of(law));
}

}  // namespace

template <class AnyLaw>
Distribution Distribution::of(AnyLaw law) {
    Distribution made;
    made.law_ = std::move(law);
    return made;
}

Distribution::Made Distribution::constant(double value) {
    if (auto problem = first_not_finite({{"constant", "the value", value}})) {
        return tl::unexpected(*std::move(problem));
    }
    return of(law::Constant{value});
}

Distribution::Made Distribution::uniform(double min, double max) {
    if (auto problem = first_not_finite({{"uniform", "min", min},
                                         {"uniform", "max", max},
                                         {"uniform", "max - min", max - min}})) {
        return tl::unexpected(*std::move(problem));
    }
    if (auto problem = bounds_problem("uniform", min, max)) {
        return tl::unexpected(*std::move(problem));
    }
    return min == max ? of(law::Constant{min}) : of(law::Uniform{min, max});
}

Distribution::Made Distribution::exponential(double mean) {
    if (auto problem = first_not_positive({{"exponential", "the mean", mean}})) {
        return tl::unexpected(*std::move(problem));
    }
    return of(law::Exponential{mean});
}

Distribution::Made Distribution::lognormal(double median, double sigma) {
    if (auto problem = first_not_positive(
            {{"lognormal", "the median", median}, {"lognormal", "sigma", sigma}})) {
        return tl::unexpected(*std::move(problem));
    }
    return of(law::Lognormal{median, sigma});
}

Distribution::Made Distribution::normal(double mean, double sd) {
    if (auto problem = first_not_finite({{"normal", "the mean", mean}})) {
        return tl::unexpected(*std::move(problem));
    }
    if (auto problem = first_not_positive({{"normal", "sd", sd}})) {
        return tl::unexpected(*std::move(problem));
    }
    return of(law::Normal{mean, sd});
}

Distribution::Made Distribution::weibull(double shape, double scale) {
    if (auto problem = first_not_positive(
            {{"weibull", "the shape", shape}, {"weibull", "the scale", scale}})) {
        return tl::unexpected(*std::move(problem));
    }
    return of(law::Weibull{shape, scale});
}

Distribution::Made Distribution::loglogistic(double shape, double scale) {
    if (auto problem = first_not_positive(
            {{"loglogistic", "the shape", shape}, {"loglogistic", "the scale", scale}})) {
        return tl::unexpected(*std::move(problem));
    }
    return of(law::Loglogistic{shape, scale});
}

Distribution::Made Distribution::pareto(double shape, double scale) {
    if (auto problem =
            first_not_positive({{"pareto", "the shape", shape}, {"pareto", "the scale", scale}})) {
        return tl::unexpected(*std::move(problem));
    }
    return of(law::Pareto{shape, scale});
}

Distribution::Made Distribution::triangular(double min, double mode, double max) {
    if (auto problem = first_not_finite({{"triangular", "min", min},
                                         {"triangular", "mode", mode},
                                         {"triangular", "max", max},
                                         {"triangular", "max - min", max - min}})) {
        return tl::unexpected(*std::move(problem));
    }
    if (auto problem = bounds_problem("triangular", min, max)) {
        return tl::unexpected(*std::move(problem));
    }
    if (mode < min || mode > max) {
        return refuse(Fault::bounds_crossed, Named{"triangular", "mode", mode}.is() +
                                                 ", outside of min " + text(min) + " to max " +
                                                 text(max));
    }
    return min == max ? of(law::Constant{min}) : of(law::Triangular{min, mode, max});
}

Distribution::Made Distribution::gamma(double shape, double scale) {
    if (auto problem = first_not_tabled({{"gamma", "the shape", shape}})) {
        return tl::unexpected(*std::move(problem));
    }
    if (auto problem = first_not_positive({{"gamma", "the scale", scale}})) {
        return tl::unexpected(*std::move(problem));
    }
    law::Gamma law{shape, 1.0, {}};
    law.unit = table_of(law);
    law.scale = scale;
    return of(std::move(law));
}

Distribution::Made Distribution::beta(double alpha, double beta) {
    if (auto problem = first_not_tabled({{"beta", "alpha", alpha}, {"beta", "beta", beta}})) {
        return tl::unexpected(*std::move(problem));
    }
    law::Beta law{alpha, beta, {}};
    law.table = table_of(law);
    return of(std::move(law));
}

Distribution::Made Distribution::mixture(std::vector<double> shares,
                                         std::vector<Distribution> parts) {
    if (auto problem = shares_problem(shares, parts.size())) {
        return tl::unexpected(*std::move(problem));
    }
    law::Mixture law;
    const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (shares[i] > 0.0) {
            law.shares.push_back(shares[i] / sum);
            law.parts.push_back(std::move(parts[i]));
        }
    }
    if (law.parts.size() == 1) {
        return std::move(law.parts.front());
    }
    law.table = table_of(law);
    return of(std::move(law));
}

Distribution::Made Distribution::minimum(std::vector<Distribution> parts) {
    if (parts.empty()) {
        return refuse(Fault::empty, "minimum: it has no parts");
    }
    if (parts.size() == 1) {
        return std::move(parts.front());
    }
    double rate = 0.0;
    bool are_exponential = true;
    for (const Distribution& part : parts) {
        const auto* exponential = std::get_if<law::Exponential>(&part.law_);
        are_exponential = are_exponential && exponential != nullptr;
        rate += exponential != nullptr ? 1.0 / exponential->scale : 0.0;
    }
    if (are_exponential) {
        return of(law::Exponential{1.0 / rate});
    }
    law::Minimum law{std::move(parts), {}};
    law.table = table_of(law);
    return of(std::move(law));
}

Distribution::Made Distribution::empirical(std::vector<double> sample) {
    if (sample.empty()) {
        return refuse(Fault::empty, "empirical: the sample is empty");
    }
    for (std::size_t i = 0; i < sample.size(); ++i) {
        const std::string name = "value " + std::to_string(i + 1) + " of the sample";
        if (auto problem = first_not_finite({{"empirical", name, sample[i]}})) {
            return tl::unexpected(*std::move(problem));
        }
    }
    std::ranges::sort(sample);
    return of(law::Empirical{std::move(sample)});
}

Distribution::Made Distribution::truncated(double min, double max) const {
    if (auto problem = bounds_problem("truncation", min, max)) {
        return tl::unexpected(*std::move(problem));
    }
    const Level from = level(min, Edge::before);
    const Level to = level(max, Edge::through);
    const double width = law::probability_between(from, to);
    if (!(width > 0.0)) {
        return refuse(Fault::no_mass,
                      "truncation: nothing of the law lies from " + text(min) + " to " + text(max));
    }
    if (std::holds_alternative<law::Constant>(law_)) {
        return *this;
    }
    if (const auto* empirical = std::get_if<law::Empirical>(&law_)) {
        std::vector<double> kept = empirical->values;
        std::erase_if(kept, [=](double x) { return x < min || x > max; });
        return of(law::Empirical{std::move(kept)});
    }
    return of(law::Truncated{{*this}, min, max, from, to, width});
}

Distribution::Made Distribution::clamped(double min, double max) const {
    if (auto problem = bounds_problem("clamp", min, max)) {
        return tl::unexpected(*std::move(problem));
    }
    if (min == max) {
        return constant(min);
    }
    if (const auto* empirical = std::get_if<law::Empirical>(&law_)) {
        std::vector<double> moved = empirical->values;
        for (double& x : moved) {
            x = std::clamp(x, min, max);
        }
        return of(law::Empirical{std::move(moved)});
    }
    return of(law::Clamped{{*this}, min, max});
}

Distribution::Made Distribution::shifted(double offset) const {
    if (auto problem = first_not_finite({{"shift", "the offset", offset}})) {
        return tl::unexpected(*std::move(problem));
    }
    return of(law::Shifted{{*this}, offset});
}

/// A switch over the laws: std::visit would call through a table of functions, which costs more
/// than many a quantile. The level travels as two numbers, which stay in registers; as a struct it
/// goes through memory and stalls there.
template <std::size_t... Index>
double Distribution::quantile_of(double below, double above,
                                 std::index_sequence<Index...>) const noexcept {
    double x = 0.0;
    const std::size_t which = law_.index();
    static_cast<void>(
        ((which == Index && (x = std::get_if<Index>(&law_)->quantile({below, above}), true)) ||
         ...));
    return x;
}

double Distribution::quantile(double u) const noexcept {
    return quantile_of(u, 1.0 - u, std::make_index_sequence<std::variant_size_v<Law>>());
}

double Distribution::quantile_at(Level at) const noexcept {
    return quantile_of(at.below, at.above, std::make_index_sequence<std::variant_size_v<Law>>());
}

double Distribution::exact_quantile(Level at) const {
    return std::visit(
        [at](const auto& law) {
            if constexpr (requires { law.exact_quantile(at); }) {
                return law.exact_quantile(at);
            } else {
                return law.quantile(at);
            }
        },
        law_);
}

Level Distribution::level(double x, Edge edge) const noexcept {
    return std::visit([=](const auto& law) { return law.level(x, edge); }, law_);
}

double Distribution::mean() const {
    return std::visit([](const auto& law) { return law.mean(); }, law_);
}

double Distribution::variance() const {
    return std::visit([](const auto& law) { return law.variance(); }, law_);
}

double Distribution::tail_index() const noexcept {
    return std::visit([](const auto& law) { return law.tail_index(); }, law_);
}

std::vector<double> Distribution::corners() const {
    return std::visit([](const auto& law) { return law.corners(); }, law_);
}

}  // namespace ordersim
