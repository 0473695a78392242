# SPDX-License-Identifier: Apache-2.0
# nsmon_library(FOLDER DEPENDS folder... [LINKS library...])
#
# One static library per folder of src/. DEPENDS names exactly the folders that FOLDER may include
# (docs/architecture.md); LINKS names third-party libraries, visible to this folder only.
function(nsmon_library folder)
  cmake_parse_arguments(arg "" "" "DEPENDS;LINKS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.cpp")
  if(NOT sources)
    list(TRANSFORM arg_DEPENDS PREPEND nsmon_)
    add_library(nsmon_${folder} INTERFACE)
    target_link_libraries(nsmon_${folder} INTERFACE ${arg_DEPENDS})
    return()
  endif()
  add_library(nsmon_${folder} STATIC ${sources})
  target_include_directories(nsmon_${folder} PUBLIC "${PROJECT_SOURCE_DIR}/src")
  list(TRANSFORM arg_DEPENDS PREPEND nsmon_)
  target_link_libraries(nsmon_${folder} PUBLIC ${arg_DEPENDS} PRIVATE ${arg_LINKS})
  if(NOT folder STREQUAL "base")
    target_precompile_headers(nsmon_${folder} REUSE_FROM nsmon_base)
  endif()
endfunction()
