package org.pushforward.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.InputException;

// On a thread of its own, so that a loop that never ends fails instead of hanging.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
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
    void aFrameThatTakesLongHoldsUpNeitherPauseNorClose() throws Exception {
        RunDefinition d = RelaxationExperiment.definition();
        try (RunLoop looking = RunLoop.open(RunDefinition.of(d.experiment(), d.parameters().with("mode", "look"), 1), 2).get()) {
            looking.step(1);
            looking.pause();
            looking.close();
            assertThat(looking.awaitClosed(10_000)).isTrue();
        }
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

    /** It would never come to the end of so many, so what is seen was seen on the way. */
    @Test
    void manyStepsAreSeenOnTheirWay() throws Exception {
        loop.change(RelaxationExperiment.set(0)).get();
        settled();
        loop.mailbox().take();
        loop.step(Integer.MAX_VALUE);
        for (int seen = 0; seen < 3;) {
            seen += loop.mailbox().take().filter(s -> s.frame().step() > 0).isPresent() ? 1 : 0;
        }
        loop.pause();
        assertThat(settled().state()).isEqualTo(RunState.PAUSED);
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
        List<KeptFuture> kept = Collections.synchronizedList(new ArrayList<>());
        loop.onKeptFuture(kept::add);
        loop.step(5);
        settled();
        loop.seek(2);
        loop.change(RelaxationExperiment.set(0.2)).get();
        assertThat(kept).extracting(KeptFuture::step, KeptFuture::frontier).containsExactly(tuple(2L, 5L));
        assertThat(settled().frontier()).isEqualTo(2);
    }

    @Test
    void theRecorderGetsEveryFrame() throws Exception {
        List<Long> steps = Collections.synchronizedList(new ArrayList<>());
        loop.setPace(new Pace(60, 64));
        loop.setPace(Pace.FLAT_OUT);
        loop.record((s, _) -> steps.add(s.frame().step()));
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
        while (stuck.workingSeconds() == 0) {
            Thread.onSpinWait();
        }
        stuck.pause();
        RunSnapshot s = stuck.settled().get();
        assertThat(s.state()).isEqualTo(RunState.PAUSED);
        assertThat(s.frame().step()).isZero();
        while (stuck.workingSeconds() > 0) {
            Thread.onSpinWait();
        }
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

    /** Keeps the run's thread busy until the latch is released. */
    private CountDownLatch busy() {
        CountDownLatch released = new CountDownLatch(1);
        loop.record((_, _) -> {
            try {
                released.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        loop.stopRecording();
        return released;
    }

    @Test
    void aChangeBetweenTwoSeeksIsMadeBetweenThem() throws Exception {
        loop.step(9);
        CountDownLatch released = busy();
        loop.seek(7);
        loop.seek(5);
        var changed = loop.change(RelaxationExperiment.set(0.2));
        loop.seek(8);
        released.countDown();
        assertThat(changed.get()).isEqualTo(5);
        assertThat(settled().frame().step()).isEqualTo(8);
        assertThat(settled().definition().events()).containsExactly(new Event(5, RelaxationExperiment.set(0.2)));
    }

    @Test
    void everyAnswerComesAlsoWhenTheLoopIsClosed() {
        CountDownLatch released = busy();
        var waiting = loop.settled();
        loop.close();
        released.countDown();
        assertThatThrownBy(waiting::get).isInstanceOf(CancellationException.class);
        assertThatThrownBy(() -> loop.change(RelaxationExperiment.set(0.2)).get()).isInstanceOf(CancellationException.class);
    }

    @Test
    void theRecorderAlsoGetsFramesOfSingleSteps() throws Exception {
        List<Long> steps = Collections.synchronizedList(new ArrayList<>());
        loop.record((s, _) -> steps.add(s.frame().step()));
        loop.step(3);
        settled();
        assertThat(steps).containsExactly(0L, 1L, 2L, 3L);
    }

    @Test
    void theRecorderIsToldWhereTheRunDidNotGoOn() throws Exception {
        List<String> told = Collections.synchronizedList(new ArrayList<>());
        loop.record((s, goesOn) -> told.add((goesOn ? "" : "from ") + s.frame().step()));
        loop.step(2);
        settled();
        loop.seek(5);
        loop.step(1);
        settled();
        assertThat(told).containsExactly("from 0", "1", "2", "from 5", "6");
    }

    @Test
    void aRecorderThatFailsIsDroppedAndTheRunIsWhole() throws Exception {
        List<Throwable> told = Collections.synchronizedList(new ArrayList<>());
        loop.onCrash(told::add);
        loop.record((s, _) -> {
            if (s.frame().step() == 2) {
                throw new InputException("the disk is full");
            }
        });
        playUntilPaused();
        assertThat(told).hasSize(1).first().isInstanceOf(InputException.class);
        assertThat(settled().state()).isEqualTo(RunState.PAUSED);
        assertThat(settled().frame().step()).isEqualTo(2);
        playUntilAtRest();
        assertThat(settled().state()).isEqualTo(RunState.CONVERGED);
    }

    private void playUntilPaused() throws Exception {
        loop.play();
        while (settled().state() == RunState.PLAYING) {
            Thread.onSpinWait();
        }
    }

    @Test
    void anErrorInAStepFailsTheRunButNotItsThread() throws Exception {
        List<Throwable> told = Collections.synchronizedList(new ArrayList<>());
        loop.onCrash(told::add);
        loop.step(2);
        loop.change(RelaxationExperiment.set(2 * RelaxationExperiment.BREAKS)).get();
        loop.step(1);
        RunSnapshot s = settled();
        assertThat(s.state()).isEqualTo(RunState.FAILED);
        assertThat(s.failure().orElseThrow().explanation()).contains("a broken step");
        assertThat(told).hasSize(1);
        loop.changeAndGoOn(RelaxationExperiment.set(0.5)).get();
        while (!settled().state().atRest()) {
            Thread.onSpinWait();
        }
        assertThat(settled().state()).isEqualTo(RunState.CONVERGED);
    }

    @Test
    void whatRestedGoesOnAfterAChangeAndWhatWasPausedStaysPaused() throws Exception {
        loop.changeAndGoOn(RelaxationExperiment.set(0.4)).get();
        assertThat(settled().state()).isEqualTo(RunState.PAUSED);
        playUntilAtRest();
        long rest = settled().frame().step();
        loop.changeAndGoOn(new Change.Stroke(1, List.of(0.5, 0.5), 0.1, 1)).get();
        while (!settled().state().atRest()) {
            Thread.onSpinWait();
        }
        assertThat(settled().frame().step()).isGreaterThan(rest);
    }

    @Test
    void aBurstOfStepsDoesNotKeepAChangeWaiting() throws Exception {
        RunDefinition d = RelaxationExperiment.definition();
        try (RunLoop slow = RunLoop.open(RunDefinition.of(d.experiment(), d.parameters().with("n", 1_000_000).with("rate", 0.0), 1), 1).get()) {
            slow.setPace(new Pace(60, 1024));
            slow.play();
            while (slow.settled().get().frame().step() == 0) {
                Thread.onSpinWait();
            }
            long first = slow.change(RelaxationExperiment.set(0.0)).get();
            long second = slow.change(RelaxationExperiment.set(0.0)).get();
            // A burst has 1024 steps; a change is made after the step under way.
            assertThat(second - first).isLessThan(100);
        }
    }

    @Test
    void theLatestFrameIsShownWhenThereIsTimeBeforeTheNextStep() throws Exception {
        loop.setPace(Pace.perSecond(0.5));
        loop.settled().get();
        assertThat(loop.mailbox().isEmpty()).as("nobody fetches").isFalse();
        loop.play();
        while (loop.mailbox().latest().frame().step() == 0) {
            Thread.onSpinWait();
        }
        // Not only two seconds later, with the second step.
        assertThat(loop.mailbox().latest().frame().step()).isEqualTo(1);
    }
}
