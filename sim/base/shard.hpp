#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

/// A study's tasks, or a load's orders, dealt out to processes that know nothing of each other.
namespace ordersim {

/// A share of the tasks: every `count`-th of them, beginning with the `index`-th.
struct Shard {
    std::uint32_t index = 0;  ///< below `count`
    std::uint32_t count = 1;  ///< 0: no task at all; what is not there is missing

    [[nodiscard]] std::string text() const;  ///< "3/8"
    /// How many of so many tasks it owns. Requires: count > 0.
    [[nodiscard]] std::uint64_t share_of(std::uint64_t tasks) const {
        return (tasks + count - 1 - index) / count;
    }
    [[nodiscard]] bool owns(std::uint64_t task) const { return count > 0 && task % count == index; }
};

/// A variable of the environment; empty: not set.
using Environment = std::function<std::string(const char*)>;

/// Reads "3/8", the third of eight; "auto/8", the one whose number the engine has put into the
/// environment (SLURM_ARRAY_TASK_ID from 1 on, JOB_COMPLETION_INDEX from 0 on); or "auto", which is
/// a rank of MPI that knows how many there are (OMPI_COMM_WORLD_RANK, PMI_RANK). The error says
/// what is wrong and what a shard looks like.
[[nodiscard]] tl::expected<Shard, std::string> parse_shard(std::string_view text,
                                                           const Environment& environment);

}  // namespace ordersim
