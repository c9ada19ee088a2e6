package org.pushforward.engine;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.api.Workers;
import org.pushforward.engine.catalogue.Catalogue;

/** Times the benchmarks of every experiment of the catalogue on two threads; a score is for all units of the work together. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5)
@Measurement(iterations = 10)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class CatalogueBenchmark {

    private static final String SEPARATOR = "/";
    private static final int THREADS = 2;

    /** Experiment and benchmark, set by {@link #main}. */
    @Param("mesh.monge-ampere" + SEPARATOR + "ring-512")
    public String benchmark;

    private Workers workers;
    private Runnable work;

    @Setup(Level.Trial)
    public void hire() {
        workers = new Workers(THREADS);
    }

    @Setup(Level.Invocation)
    public void prepare() {
        String[] path = benchmark.split(SEPARATOR);
        work = Catalogue.find(path[0]).benchmarks().stream().filter(b -> b.id().equals(path[1])).findFirst().orElseThrow()
                .task().prepare(new StepContext(workers, new CancelToken())).work();
    }

    @Benchmark
    public void run() {
        work.run();
    }

    @TearDown(Level.Trial)
    public void dismiss() {
        workers.close();
    }

    public static void main(String[] args) throws RunnerException {
        String[] all = Catalogue.all().stream().flatMap(e -> e.benchmarks().stream().map(b -> e.id() + SEPARATOR + b.id()))
                .toArray(String[]::new);
        new Runner(new OptionsBuilder().include(CatalogueBenchmark.class.getSimpleName()).param("benchmark", all).build()).run();
    }
}
