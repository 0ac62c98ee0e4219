#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/check/check.hpp"
#include "sim/check/parts.hpp"

namespace ordersim::check {

/// Why a part is left out of which a stop was asked for.
inline constexpr std::string_view kInterrupted = "interrupted";

/// Lays the parts together: what is broken anywhere is broken, with the shortest steps; what was
/// not explored to the end proves nothing.
class Gathering {
public:
    explicit Gathering(const CheckOptions& options) : options_(options) {}

    void add(Explored explored);
    void leave_out(measure::PartLeftOut left_out);
    /// `policies`: those that were explored, by name.
    [[nodiscard]] CheckResult result(const std::vector<NamedPolicy>& policies) &&;

private:
    struct Best {
        std::string layer;
        Part::Verdict verdict;
        bool is_vacuous = true;
        bool is_undecided = false;
    };

    void add(Part part);
    void add(const std::string& layer, Part::Verdict verdict);
    void settle_properties();
    void settle_twins(const std::vector<NamedPolicy>& policies);
    void settle_twins_of_scenes();
    void add_unreached(const std::string& layer, Dead dead, const std::string& policy);
    [[nodiscard]] std::string verdict() const;

    const CheckOptions& options_;
    CheckResult result_;
    std::vector<Best> best_;
    std::map<std::pair<std::string, std::string>, Coverage> coverage_;  ///< by layer and policy
    std::map<std::string, std::map<std::string, bool>> met_;  ///< whether, by layer and twin
    // Layers:
    std::set<std::string> cut_short_;
    std::set<std::string> broken_in_;
    std::set<std::string> lacks_scenes_;
};

}  // namespace ordersim::check
