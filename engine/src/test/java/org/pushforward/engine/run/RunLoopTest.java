package org.pushforward.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.pushforward.engine.api.InputException;

@Timeout(60)
class RunLoopTest {

    private RunLoop loop;

    @BeforeEach
    void open() throws Exception {
        loop = RunLoop.open(RelaxationExperiment.definition(), 2).get();
    }

    @AfterEach
    void close() throws Exception {
        loop.close();
        assertThat(loop.awaitClosed(10_000)).isTrue();
        assertThat(loop.mailbox().latest().state()).isEqualTo(RunState.CLOSED);
    }

    private RunSnapshot settled() throws Exception {
        return loop.settled().get();
    }

    private void playUntilAtRest() throws Exception {
        loop.play();
        while (!settled().state().atRest()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void startsPausedWithAPicture() {
        RunSnapshot s = loop.mailbox().take().orElseThrow();
        assertThat(s.state()).isEqualTo(RunState.PAUSED);
        assertThat(s.frame().step()).isZero();
        assertThat(loop.mailbox().take()).as("taken once").isEmpty();
    }

    @Test
    void playsToConvergenceAndStepsBack() throws Exception {
        playUntilAtRest();
        RunSnapshot end = settled();
        assertThat(end.state()).isEqualTo(RunState.CONVERGED);
        loop.seek(2);
        assertThat(settled().frame().step()).isEqualTo(2);
        assertThat(settled().state()).isEqualTo(RunState.PAUSED);
        assertThat(settled().frontier()).isEqualTo(end.frame().step());
        loop.step(1);
        assertThat(settled().frame().step()).isEqualTo(3);
    }

    @Test
    void liveChangesAreRecordedWithTheirStep() throws Exception {
        loop.step(3);
        assertThat(loop.change(RelaxationExperiment.set(0.2)).get()).isEqualTo(3);
        RunSnapshot s = settled();
        assertThat(s.definition().events()).containsExactly(new Event(3, RelaxationExperiment.set(0.2)));
        assertThat(s.parameters().real("rate")).isEqualTo(0.2);
        assertThatThrownBy(() -> loop.change(RelaxationExperiment.set(-1)).get()).isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(InputException.class);
    }

    @Test
    void aCutOffFutureIsHandedOver() throws Exception {
        List<RunDefinition> kept = Collections.synchronizedList(new ArrayList<>());
        loop.onKeptFuture(kept::add);
        loop.step(5);
        settled();
        loop.seek(2);
        loop.change(RelaxationExperiment.set(0.2)).get();
        assertThat(kept).hasSize(1);
        assertThat(settled().frontier()).isEqualTo(2);
    }

    @Test
    void theRecorderGetsEveryFrame() throws Exception {
        List<Long> steps = Collections.synchronizedList(new ArrayList<>());
        loop.setPace(new Pace(60, 64));
        loop.setPace(Pace.FLAT_OUT);
        loop.record(f -> steps.add(f.step()));
        playUntilAtRest();
        loop.stopRecording().get();
        long last = settled().frame().step();
        assertThat(steps).hasSize((int) last + 1).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void pauseAndCloseInterruptAStepThatNeverEnds() throws Exception {
        RunDefinition d = RelaxationExperiment.definition();
        RunLoop stuck = RunLoop.open(RunDefinition.of(d.experiment(), d.parameters().with("mode", "wait"), 1), 1).get();
        stuck.play();
        stuck.pause();
        RunSnapshot s = stuck.settled().get();
        assertThat(s.state()).isEqualTo(RunState.PAUSED);
        assertThat(s.frame().step()).isZero();
        stuck.play();
        stuck.close();
        assertThat(stuck.awaitClosed(10_000)).isTrue();
    }

    @Test
    void ofManySeeksTheLastOneCounts() throws Exception {
        loop.step(12);
        settled();
        for (int k = 0; k < 200; k++) {
            loop.seek(k % 11);
        }
        loop.seek(7);
        assertThat(settled().frame().step()).isEqualTo(7);
    }

    @Test
    void aForkGoesItsOwnWay() throws Exception {
        loop.step(3);
        RunLoop fork = new RunLoop(loop.fork(1).get());
        fork.change(RelaxationExperiment.set(0.1));
        fork.step(1);
        assertThat(FrameDigest.of(fork.settled().get().frame())).isNotEqualTo(FrameDigest.of(settled().frame()));
        assertThat(settled().definition().events()).isEmpty();
        fork.close();
    }

    @Test
    void whatIsSeenDoesNotDependOnThePace() throws Exception {
        loop.setPace(Pace.perSecond(0.5).doubled().doubled().doubled().doubled().doubled().doubled().doubled().doubled().doubled());
        playUntilAtRest();
        String atFullSpeed = FrameDigest.of(settled().frame());
        try (Run direct = new Run(RelaxationExperiment.definition(), 1)) {
            direct.seek(1000);
            assertThat(FrameDigest.of(direct.frame())).isEqualTo(atFullSpeed);
        }
    }

    @Test
    void aListenerOnTheMailboxNeverBlocksTheRun() throws Exception {
        CountDownLatch finished = new CountDownLatch(1);
        Thread.ofVirtual().start(() -> {
            loop.play();
            finished.countDown();
        });
        assertThat(finished.await(10, TimeUnit.SECONDS)).isTrue();
        while (!loop.mailbox().latest().state().atRest()) {
            Thread.onSpinWait();
        }
        assertThat(loop.mailbox().take()).isPresent();
    }
}
