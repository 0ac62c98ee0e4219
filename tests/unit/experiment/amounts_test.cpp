#include "sim/experiment/calibrate/amounts.hpp"

#include "sim/base/distribution.hpp"
#include "sim/experiment/calibrate/sellers.hpp"
#include "sim/scenario/law.hpp"
#include "sim/scenario/toml_text.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>
#include <string>

namespace ordersim::experiment {
namespace {

/// Amounts at the quantiles of a law of minor units, and orders without one.
scenario::OrderFile file_with(const Distribution& law) {
    scenario::OrderFile file;
    for (int i = 0; i < 400; ++i) {
        scenario::RealOrder order;
        order.amount = law.quantile((i + 0.5) / 400) / 100;
        file.orders.push_back(order);
        order.amount = std::numeric_limits<double>::quiet_NaN();
        file.orders.push_back(order);
    }
    return file;
}

/// The law as a scenario reads it.
Distribution read_back(const std::string& text) {
    scenario::Source source{"law", "", {}};
    scenario::Findings findings;
    const scenario::Parsed parsed = scenario::parse_toml("x = " + text, source, findings);
    scenario::ReadContext context{findings, ""};
    const auto law = scenario::read_law(*parsed.root.find("x"), scenario::LawUnit::number, context);
    REQUIRE(law.has_value());
    return law->law;
}

}  // namespace

TEST_CASE("amounts: each family is found again and written as scenarios read it") {
    const std::pair<const char*, Distribution> laws[] = {
        {"exponential", *Distribution::exponential(8000)},
        {"lognormal", *Distribution::lognormal(10929, 0.797)},
        {"weibull", *Distribution::weibull(1.7, 9000)},
        {"gamma", *Distribution::gamma(3, 2500)},
        {"loglogistic", *Distribution::loglogistic(3, 9000)}};
    for (const auto& [name, law] : laws) {
        INFO(name);
        const AmountFit found = fit_amounts(file_with(law), {.bootstrap_samples_max = 99});
        CHECK(found.told.law.starts_with("{ " + std::string(name) + " = "));
        CHECK(found.told.count == 400);
        CHECK(read_back(found.told.law).quantile(0.5) == Approx(law.quantile(0.5)).epsilon(0.02));
    }
}

TEST_CASE("amounts: a mixture is written as scenarios read it") {
    const auto law = Distribution::mixture({0.5, 0.5}, {*Distribution::lognormal(1500, 0.2),
                                                        *Distribution::lognormal(30000, 0.2)});
    const AmountFit found = fit_amounts(file_with(*law), {.bootstrap_samples_max = 99});
    REQUIRE(found.told.choice == "mixture of two lognormals");
    CHECK(read_back(found.told.law).quantile(0.25) == Approx(1500).epsilon(0.02));
    CHECK(read_back(found.told.law).quantile(0.75) == Approx(30000).epsilon(0.02));
    CHECK(found.told.quantiles[2].probability == 0.5);
}

TEST_CASE("amounts: free orders are left out, and one price is a constant") {
    scenario::OrderFile file = file_with(*Distribution::constant(4990));
    file.orders.front().amount = 0;
    const AmountFit found = fit_amounts(file, {});
    CHECK(found.told.law == "{ constant = 4990 }");
    CHECK(found.told.count == 399);
    REQUIRE(found.told.left_out.size() == 1);
    CHECK(found.told.left_out.front().count == 1);
}

TEST_CASE("amounts: too few tell nothing") {
    scenario::OrderFile file = file_with(*Distribution::lognormal(1000, 1));
    file.orders.resize(40);
    CHECK(fit_amounts(file, {}).told.law.empty());
    CHECK(fit_amounts(file, {}).told.choice == "nothing");
}

TEST_CASE("sellers: how orders concentrate is told by rank, where there are enough of them") {
    scenario::OrderFile file;
    for (std::uint32_t seller = 1; seller <= 50; ++seller) {
        const double share = std::pow(seller, -0.8);
        for (int i = 0; i < static_cast<int>(2000 * share); ++i) {
            scenario::RealOrder order;
            order.seller = seller;
            file.orders.push_back(order);
        }
    }
    CHECK_FALSE(find_sellers(file));
    file.sellers = 51;  // one of them has lost all rows
    const auto spread = find_sellers(file);
    REQUIRE(spread);
    CHECK(spread->count == 50);
    REQUIRE(spread->concentration);
    CHECK(*spread->concentration == Approx(0.8).epsilon(0.01));
    file.orders.resize(60);
    file.orders[0].seller = 2;
    file.orders[1].seller = 3;
    file.orders[2].seller = 4;
    CHECK_FALSE(find_sellers(file)->concentration);  // 60 orders of four sellers
}

}  // namespace ordersim::experiment
