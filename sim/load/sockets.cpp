#include "sim/load/sockets.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>

#include "sim/base/assert.hpp"

namespace ordersim::load {
namespace {

Moved moved(ssize_t result) {
    if (result >= 0) {
        return {Moved::Kind::moved, static_cast<std::size_t>(result)};
    }
    const bool is_for_now = errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
    return {is_for_now ? Moved::Kind::would_wait : Moved::Kind::ended, 0};
}

epoll_event event_of(std::size_t tag, Watch::For what) {
    epoll_event event{};
    event.events = what == Watch::For::bytes ? EPOLLIN : EPOLLOUT;
    event.data.u64 = tag;
    return event;
}

}  // namespace

tl::expected<Socket, int> Socket::connect(std::span<const std::byte> address) {
    const auto* const name = reinterpret_cast<const sockaddr*>(address.data());
    Socket socket(::socket(name->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket.is_open()) {
        return tl::unexpected(errno);
    }
    const int at_once = 1;
    ::setsockopt(socket.number_, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof(at_once));
    const int result =
        ::connect(socket.number_, name, static_cast<socklen_t>(address.size()));
    if (result != 0 && errno != EINPROGRESS) {
        return tl::unexpected(errno);
    }
    return socket;
}

bool Socket::is_connected() const {
    int error = 0;
    socklen_t size = sizeof(error);
    return ::getsockopt(number_, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0;
}

void Socket::close() {
    if (is_open()) {
        ::close(std::exchange(number_, -1));
    }
}

Moved Socket::send(std::string_view bytes) const {
    return moved(::send(number_, bytes.data(), bytes.size(), MSG_NOSIGNAL));
}

Moved Socket::receive(std::span<char> room) const {
    const Moved result = moved(::recv(number_, room.data(), room.size(), 0));
    const bool is_end = result.kind == Moved::Kind::moved && result.bytes == 0;
    return is_end ? Moved{Moved::Kind::ended, 0} : result;
}

Watch::Watch() : number_(::epoll_create1(EPOLL_CLOEXEC)) {
    ORDERSIM_ASSERT(number_ >= 0);
    // The kernel would wake this thread up to 50 us late, to save power.
    ::prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
}

Watch::~Watch() { ::close(number_); }

void Watch::add(const Socket& socket, std::size_t tag, For what) {
    epoll_event event = event_of(tag, what);
    ORDERSIM_ASSERT(::epoll_ctl(number_, EPOLL_CTL_ADD, socket.number(), &event) == 0);
}

void Watch::change(const Socket& socket, std::size_t tag, For what) {
    epoll_event event = event_of(tag, what);
    ORDERSIM_ASSERT(::epoll_ctl(number_, EPOLL_CTL_MOD, socket.number(), &event) == 0);
}

std::span<const std::size_t> Watch::wait(std::chrono::nanoseconds time_most) {
    using std::chrono::nanoseconds;
    using std::chrono::seconds;
    const nanoseconds most = std::clamp<nanoseconds>(time_most, seconds(0), seconds(3600));
    const auto whole = std::chrono::duration_cast<seconds>(most);
    const timespec time{whole.count(), nanoseconds(most - whole).count()};
    std::array<epoll_event, 64> events{};
    constexpr int most_events = events.size();
    int count = ::epoll_pwait2(number_, events.data(), most_events, &time, nullptr);
    if (count < 0 && errno == ENOSYS) {  // before Linux 5.11: rounded down, so that nothing is late
        const auto whole_ms = std::chrono::duration_cast<std::chrono::milliseconds>(most).count();
        count = ::epoll_wait(number_, events.data(), most_events, static_cast<int>(whole_ms));
    }
    ready_.clear();
    for (int i = 0; i < count; ++i) {
        ready_.push_back(events[static_cast<std::size_t>(i)].data.u64);
    }
    return ready_;
}

}  // namespace ordersim::load
