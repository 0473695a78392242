# SPDX-License-Identifier: Apache-2.0
# nsmon_embed_files(TARGET DIRECTORY... )
#
# Puts every file below the given folders of the source tree into TARGET, as read-only data under its
# path relative to the project, and generates the table behind base/embedded.h. The assembler's
# .incbin reads the bytes, so a large file costs no compile time.
function(nsmon_embed_files target)
  set(names "")
  foreach(directory IN LISTS ARGN)
    file(GLOB_RECURSE found CONFIGURE_DEPENDS RELATIVE "${PROJECT_SOURCE_DIR}"
         "${PROJECT_SOURCE_DIR}/${directory}/*")
    list(APPEND names ${found})
  endforeach()
  list(SORT names)
  set(data "")
  set(declarations "")
  set(rows "")
  set(paths "")
  set(index 0)
  foreach(name IN LISTS names)
    set(path "${PROJECT_SOURCE_DIR}/${name}")
    string(APPEND data
           "asm(\".section .rodata\\n\"\n"
           "    \".global nsmon_file_${index}\\nnsmon_file_${index}:\\n\"\n"
           "    \".incbin \\\"${path}\\\"\\n\"\n"
           "    \".global nsmon_file_${index}_end\\nnsmon_file_${index}_end:\\n.byte 0\\n\"\n"
           "    \".previous\\n\");\n")
    string(APPEND declarations
           "extern const char nsmon_file_${index}[];\nextern const char nsmon_file_${index}_end[];\n")
    string(APPEND rows "    {\"${name}\", nsmon_file_${index}, nsmon_file_${index}_end},\n")
    list(APPEND paths "${path}")
    math(EXPR index "${index} + 1")
  endforeach()
  set(EMBEDDED_DATA "${data}")
  set(EMBEDDED_DECLARATIONS "${declarations}")
  set(EMBEDDED_ROWS "${rows}")
  set(generated "${CMAKE_CURRENT_BINARY_DIR}/${target}_embedded.cpp")
  configure_file("${PROJECT_SOURCE_DIR}/cmake/embedded.cpp.in" "${generated}" @ONLY)
  set_source_files_properties("${generated}" PROPERTIES OBJECT_DEPENDS "${paths}"
                                                        SKIP_PRECOMPILE_HEADERS ON)
  target_sources(${target} PRIVATE "${generated}")
endfunction()
