#pragma once

#include <cstdint>

#include "sim/agents/act.hpp"
#include "sim/agents/params.hpp"

namespace ordersim::agents {

/// How many the desk can serve at once in the hour that begins at `hour`: the day shift works while
/// its clock is open then, else the night shift. An agent chats with several, reviews one case.
[[nodiscard]] inline std::uint32_t places_on_duty(const Support& support, Desk desk,
                                                  SimTime hour) {
    const bool is_day = support.day.is_open(hour);
    if (desk == Desk::chat) {
        return support.chats_per_agent *
               (is_day ? support.chat_agents : support.chat_agents_night);
    }
    return is_day ? support.case_agents : support.case_agents_night;
}

}  // namespace ordersim::agents
