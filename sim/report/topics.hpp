#pragma once

#include "sim/measure/record.hpp"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

/// Which numbers of a record belong together, and the words for them. What no topic holds is still
/// shown, by its own name.
namespace ordersim::report {

/// A number of the record and what the reports call it.
struct Figure {
    std::string_view id;
    std::string_view label;
    std::string_view unit;   ///< as in measure::Metric, but "1" where the title says it
    std::string_view title;  ///< "half of the money back within"
    std::string_view brief;  ///< the same in at most 14 columns
    enum class Place : std::uint8_t { everywhere, page };
    Place place = Place::everywhere;  ///< page: too much for a terminal
};

struct Topic {
    std::string_view title;
    std::string_view note;  ///< what a reader must know to read the numbers; one sentence or two
    std::span<const Figure> figures;
};

/// How sellers answer requests, and what cancelling costs them with the platform.
[[nodiscard]] Topic sellers();
/// Who goes to the platform, and how it decides.
[[nodiscard]] Topic cases();
/// The platform's desks. Their figures' labels are the desk, a colon and what is measured.
[[nodiscard]] Topic chat_desk();
[[nodiscard]] Topic case_desk();
/// What an intended cancel costs and whom: first the whole, then the parties.
[[nodiscard]] Topic costs();
/// What cancelling does to parcels and sales, and what it asks of the buyer.
[[nodiscard]] Topic consequences();
/// How much of all there is to do.
[[nodiscard]] Topic volumes();

/// Whether one of the topics holds the metric.
[[nodiscard]] bool has_topic(const measure::Metric& metric);
/// Those of the figures that any of the variants has data for.
[[nodiscard]] std::vector<Figure> with_data(std::span<const Figure> figures,
                                            std::span<const measure::Variant> variants);

}  // namespace ordersim::report
