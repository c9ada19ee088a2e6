package org.pushforward.engine.learn;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The variables of the environment as native libraries read them. Those that choose kernels, block sizes or threads of the libraries beneath
 * libtorch would change the bits of a run that says nothing of them, so they are removed before these libraries are loaded.
 */
final class NativeEnvironment {

    /** OpenBLAS (with its former name), oneDNN (with its former name), and the instruction set of libtorch's own kernels. */
    private static final List<String> STEERING = List.of("OPENBLAS_", "GOTO_", "ONEDNN_", "DNNL_", "ATEN_CPU_CAPABILITY");

    private NativeEnvironment() { }

    /** Of the variables that are set, those that would steer the libraries. */
    static List<String> steering(Map<String, String> variables) {
        return variables.keySet().stream().filter(name -> STEERING.stream().anyMatch(name::startsWith)).sorted().toList();
    }

    /** Takes variables from the environment of this process as the C library sees it; where it has no such function, nothing happens. */
    static void remove(Collection<String> names) throws Throwable {
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        Linker linker = Linker.nativeLinker();
        var function = linker.defaultLookup().find(windows ? "_putenv_s" : "unsetenv");
        if (names.isEmpty() || function.isEmpty()) {
            return;
        }
        FunctionDescriptor types = FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS);
        MethodHandle call = linker.downcallHandle(function.get(), windows ? types.appendArgumentLayouts(ValueLayout.ADDRESS) : types);
        try (Arena arena = Arena.ofConfined()) {
            for (String name : names) {
                MemorySegment variable = arena.allocateFrom(name);
                int _ = windows ? (int) call.invokeExact(variable, arena.allocateFrom("")) : (int) call.invokeExact(variable);
            }
        }
    }
}
