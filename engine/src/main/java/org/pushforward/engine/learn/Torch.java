package org.pushforward.engine.learn;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.InputException;

/**
 * The way to libtorch: loads it, which takes some seconds, on a thread of its own as soon as there is a network, tries it
 * ({@link KnownAnswers}). One thread: the spin barriers of its team stall a busy machine.
 */
final class Torch {

    private static final long QUESTION_MILLISECONDS = 5;
    /** The folder with the libraries of networks, which are a package of their own where the program is installed. */
    private static final String FOLDER = "pushforward.networks";
    /** What came of it. */
    private static final CompletableFuture<Outcome> LOADED = new CompletableFuture<>();

    static {
        Thread.ofPlatform().daemon().name("pushforward-torch").start(() -> LOADED.complete(load()));
    }

    private Torch() { }

    /** Whether networks can be computed here. */
    sealed interface Outcome {

        /** One sentence for reports. */
        String words();

        /** It was tried. */
        record Tried(KnownAnswers.Verdict verdict) implements Outcome {
            @Override
            public String words() {
                return verdict.words();
            }
        }

        /** The package is not installed. */
        record Left(Path folder) implements Outcome {
            @Override
            public String words() {
                return "the package pushforward-networks is not installed";
            }
        }

        /** It cannot be loaded. */
        record Missing(Throwable why) implements Outcome {
            @Override
            public String words() {
                return "libtorch cannot be loaded on this system (" + System.getProperty("os.name") + ", " + System.getProperty("os.arch") + ")";
            }
        }
    }

    private static Outcome load() {
        try {
            NativeEnvironment.remove(NativeEnvironment.steering(System.getenv()));
            Optional<Path> folder = Optional.ofNullable(System.getProperty(FOLDER)).map(f -> Path.of(f).normalize());
            if (folder.isPresent()) {
                if (!Files.isDirectory(folder.get())) {
                    return new Outcome.Left(folder.get());
                }
                // Else they are taken from jars, and unpacked into the home of every user.
                System.setProperty("java.library.path", folder.get().toString());
                System.setProperty("org.bytedeco.javacpp.pathsFirst", "true");
            }
            Loader.load(torch.class);
            // Process-wide; its second thread made a step a hundred times slower on two busy cores.
            openblas.blas_set_num_threads(1);
            torch.set_num_threads(1);
            // Where a processor is not known to it, it complains at every convolution.
            torch.globalContext().setUserEnabledNNPACK(false);
            return new Outcome.Tried(KnownAnswers.judge(new TorchKernels()));
        } catch (Throwable e) { // Whoever waits must hear of it.
            return new Outcome.Missing(e);
        }
    }

    /** Begins to load what will be used soon. */
    static void prepare() {
        // The class has been initialised, which is all.
    }

    /** To be called first on every thread that computes; waits until it can. Errors: {@link InputException} where it cannot be trusted. */
    static void use(CancelToken cancel) {
        require(outcome(cancel));
        torch.set_num_threads(1);
    }

    /** Errors: {@link InputException} in one sentence if networks cannot be computed. */
    static void require(Outcome outcome) {
        switch (outcome) {
            case Outcome.Tried(KnownAnswers.Verdict verdict) -> {
                if (!verdict.trusted()) {
                    throw new InputException("networks are refused: libtorch gives wrong numbers on this machine, with oneDNN and without ("
                            + verdict.wrong() + ")", "use another machine, or an experiment without networks");
                }
            }
            case Outcome.Left left -> throw new InputException("networks need libtorch, and " + left.words(),
                    "install pushforward-networks, or unpack it into " + left.folder() + "; everything else works without it");
            case Outcome.Missing missing -> throw new InputException("networks need libtorch: " + missing.words(),
                    "it exists for Linux and Windows on x86_64 and for macOS", missing.why());
        }
    }

    /** Waits for it. */
    static Outcome outcome(CancelToken cancel) {
        while (true) {
            cancel.throwIfCancelled();
            try {
                return LOADED.get(QUESTION_MILLISECONDS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                // Not yet.
            } catch (InterruptedException e) {
                // Whoever waits is being ended, as a thumbnail is when its window closes.
                Thread.currentThread().interrupt();
                throw new CancelToken.Cancelled();
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    static float[] array(Tensor t) {
        float[] f = new float[(int) t.numel()];
        new FloatPointer(t.contiguous().data_ptr()).get(f);
        return f;
    }
}
