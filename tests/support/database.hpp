#pragma once

#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "sim/service/postgres_link.hpp"

namespace ordersim::tests {

/// An empty database in a PostgreSQL server that the process has for itself, from its first
/// database to its end.
class Database {
public:
    Database() {
        static std::atomic<int> made = 0;
        const std::string name = "t" + std::to_string(++made);
        run("CREATE DATABASE " + name, server());
        url_ = server();
        url_.replace(url_.find("/postgres?"), 9, "/" + name);
    }

    [[nodiscard]] const std::string& url() const { return url_; }

    void run(const std::string& sql) const { run(sql, url_); }

private:
    static void run(const std::string& sql, const std::string& url) {
        const auto link = service::PostgresLink::open(url, sql, {});
        if (!link) {
            std::fprintf(stderr, "%s: %s\n", sql.c_str(), link.error().message.c_str());
            std::abort();
        }
    }

    static const std::string& server() {
        static const std::string url = start();
        return url;
    }

    static std::string start() {
        const std::string command = "python3 -B " ORDERSIM_SOURCE_DIR
                                    "/tests/support/postgres.py " + std::to_string(getpid());
        std::FILE* const told = popen(command.c_str(), "r");
        std::array<char, 512> line{};
        const bool is_told =
            told != nullptr && std::fgets(line.data(), line.size(), told) != nullptr;
        if (told == nullptr || pclose(told) != 0 || !is_told) {
            std::abort();
        }
        const std::string url = line.data();
        return url.substr(0, url.size() - 1);
    }

    std::string url_;
};

}  // namespace ordersim::tests
