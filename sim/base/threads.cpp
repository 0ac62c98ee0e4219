#include "sim/base/threads.hpp"

#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace ordersim {

void on_threads(std::uint32_t threads, const std::function<void(std::uint32_t)>& work) {
    std::mutex mutex;
    std::exception_ptr first;
    const auto guarded = [&](std::uint32_t thread) {
        try {
            work(thread);
        } catch (const std::exception&) {
            const std::lock_guard lock(mutex);
            if (!first) {
                first = std::current_exception();
            }
        }
    };
    {
        std::vector<std::jthread> crew;
        for (std::uint32_t i = 1; i < threads; ++i) {
            crew.emplace_back(guarded, i);
        }
        guarded(0);
    }
    if (first) {
        std::rethrow_exception(first);
    }
}

}  // namespace ordersim
