# find_package(ordersim): what the modules link, then the modules.
include(CMakeFindDependencyMacro)
find_dependency(Threads)
find_dependency(Boost 1.81 CONFIG COMPONENTS json)
find_dependency(Eigen3)
find_dependency(fmt 9)
find_dependency(OpenSSL)
find_dependency(SQLite3)
include(${CMAKE_CURRENT_LIST_DIR}/ordersim-targets.cmake)
