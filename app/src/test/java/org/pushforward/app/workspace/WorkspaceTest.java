package org.pushforward.app.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.catalogue.Catalogue;
import org.pushforward.engine.io.SessionFile;
import org.pushforward.engine.run.CheckpointBudget;
import org.pushforward.engine.run.Event;
import org.pushforward.engine.run.FrameDigest;
import org.pushforward.engine.run.Pace;
import org.pushforward.engine.run.Run;
import org.pushforward.engine.run.RunDefinition;
import org.pushforward.engine.run.RunSnapshot;
import org.pushforward.engine.run.RunState;
import org.pushforward.engine.run.Session;
import org.pushforward.engine.run.ViewSettings;

/** The workspace without a toolkit: this thread plays the window's part. */
@Timeout(120)
class WorkspaceTest {

    private static final Experiment MOVER = Catalogue.find("mesh.monge-ampere");
    private static final ParameterSet BELL = MOVER.defaults().with("monitor", "bell").with("n", 8);

    private final BlockingQueue<Runnable> toDo = new LinkedBlockingQueue<>();
    private final Told told = new Told();
    private final Workspace workspace = new Workspace(toDo::add, 1, new CheckpointBudget(), told);

    private static final class Told implements Workspace.Listener {
        private final List<String> problems = new ArrayList<>();
        private final List<OpenRun> forks = new ArrayList<>();
        private final List<OpenRun> kept = new ArrayList<>();
        private long widest;
        private List<OpenRun> compared = List.of();

        @Override
        public void onRuns() { }

        @Override
        public void onSnapshot(OpenRun run, RunSnapshot snapshot) {
            if (compared.contains(run)) {
                widest = Math.max(widest, Math.abs(compared.getFirst().step() - compared.getLast().step()));
            }
        }

        @Override
        public void onProblem(String what, Throwable problem) {
            problems.add(what);
        }

        @Override
        public void onFork(OpenRun fork) {
            forks.add(fork);
        }

        @Override
        public void onKeptFuture(OpenRun run) {
            kept.add(run);
        }
    }

    private static Session session(ParameterSet... parameters) {
        List<Session.SavedRun> runs = new ArrayList<>();
        for (ParameterSet p : parameters) {
            runs.add(new Session.SavedRun("run " + runs.size(), -1, 0, RunDefinition.of(MOVER, p, 1), 0, 0, ""));
        }
        return new Session("A session", "said", Session.Clock.STEP, runs, ViewSettings.NONE);
    }

    private void pulse() {
        for (Runnable r = toDo.poll(); r != null; r = toDo.poll()) {
            r.run();
        }
        workspace.poll();
    }

    private void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            pulse();
            Thread.onSpinWait();
        }
    }

    private OpenRun run(int k) {
        return workspace.runs().get(k);
    }

    private RunSnapshot shown(int k) {
        return run(k).snapshot().orElseThrow();
    }

    private String digest(int k) {
        return FrameDigest.of(shown(k).frame());
    }

    private void open(ParameterSet... parameters) {
        workspace.open(session(parameters));
        workspace.setPace(Pace.FLAT_OUT);
        await(() -> workspace.runs().stream().allMatch(r -> r.snapshot().isPresent()));
    }

    private void awaitStep(int k, long step) {
        await(() -> run(k).snapshot().filter(s -> s.frame().step() == step && s.state() != RunState.SEEKING
                && s.state() != RunState.PLAYING).isPresent());
    }

    private void playToTheEnd() {
        workspace.play();
        await(() -> !workspace.isPlaying() && workspace.runs().stream().allMatch(OpenRun::atRest));
    }

    private Parameter<?> parameter(String id) {
        return BELL.parameter(id);
    }

    @BeforeEach
    void openOne() {
        open(BELL);
    }

    @AfterEach
    void close() {
        workspace.close();
    }

    @Test
    void aRunPlaysPausesStepsAndSeeks() {
        assertThat(workspace.isChanged()).isFalse();
        playToTheEnd();
        assertThat(workspace.isChanged()).isTrue();
        assertThat(shown(0).state()).isEqualTo(RunState.CONVERGED);
        long end = run(0).step();
        workspace.seek(2);
        awaitStep(0, 2);
        workspace.step(1);
        awaitStep(0, 3);
        assertThat(shown(0).frontier()).isEqualTo(end);
        workspace.setPace(Pace.perSecond(2));
        workspace.play();
        await(workspace::isPlaying);
        workspace.pause();
        await(() -> !workspace.isPlaying());
    }

    @Test
    void runsOfDifferentLengthGoInLockstepToTheirEnds() {
        open(BELL.with("alpha", 1.0), BELL.with("alpha", 100.0));
        told.compared = workspace.runs();
        workspace.play();
        await(() -> told.widest > 1 || !workspace.isPlaying() || run(0).atRest());
        assertThat(told.widest).as("one step each").isLessThanOrEqualTo(1);
        told.compared = List.of();
        await(() -> !workspace.isPlaying());
        assertThat(shown(0).state()).isEqualTo(RunState.CONVERGED);
        assertThat(shown(1).state()).isEqualTo(RunState.CONVERGED);
        assertThat(run(1).step()).isGreaterThan(run(0).step());
    }

    @Test
    void aRunThatIsWokenWhileOthersPlayCatchesUp() {
        open(BELL.with("alpha", 1.0), BELL.with("alpha", 5000.0));
        workspace.play();
        await(() -> run(0).atRest() && run(1).step() > run(0).step() + 1);
        long rest = run(0).step();
        workspace.select(run(0).id());
        workspace.set(parameter("alpha"), 40.0, false);
        await(() -> !workspace.isPlaying());
        assertThat(run(0).step()).isGreaterThan(rest);
        assertThat(shown(0).state()).isEqualTo(RunState.CONVERGED);
        assertThat(shown(1).state()).isEqualTo(RunState.CONVERGED);
    }

    @Test
    void aLiveEditIsUndoneAndRedoneByEventsAtThePresentStep() {
        workspace.step(2);
        awaitStep(0, 2);
        workspace.set(parameter("alpha"), 20.0, false);
        await(() -> run(0).parameters().real("alpha") == 20);
        workspace.undo();
        await(() -> run(0).parameters().real("alpha") == 50);
        workspace.redo();
        await(() -> run(0).parameters().real("alpha") == 20);
        assertThat(run(0).definition().events()).hasSize(3).allMatch(e -> e.step() == 2);
        assertThat(workspace.nextRedo()).isEmpty();
    }

    @Test
    void undoNeverReachesIntoAnotherFuture() {
        workspace.step(2);
        awaitStep(0, 2);
        workspace.set(parameter("alpha"), 20.0, false);
        workspace.step(2);
        awaitStep(0, 4);
        workspace.set(parameter("alpha"), 30.0, false);
        await(() -> run(0).parameters().real("alpha") == 30);
        workspace.seek(3);
        awaitStep(0, 3);
        pulse();
        workspace.undo();
        assertThat(told.problems).as("the latest change was made later than this").singleElement().asString().contains("ahead, at step 4");
        workspace.set(parameter("alpha"), 25.0, false);
        await(() -> told.kept.size() == 1 && run(0).parameters().real("alpha") == 25);
        workspace.undo();
        await(() -> run(0).parameters().real("alpha") == 20);
        assertThat(workspace.nextUndo()).contains(new Edit.Live("Strength", "alpha", 50.0, 20.0));
        await(() -> run(1).snapshot().isPresent() && run(1).step() == 4);
        workspace.select(run(1).id());
        assertThat(workspace.nextUndo()).as("went with its future").contains(new Edit.Live("Strength", "alpha", 20.0, 30.0));
    }

    @Test
    void whatIsHeldGoesFlatOutAndRestsAgainWhenItIsLetGo() {
        workspace.setPace(Pace.perSecond(0.01));
        workspace.set(parameter("alpha"), 30.0, true);
        await(() -> run(0).step() >= 3);
        assertThat(shown(0).pace()).isEqualTo(Pace.FLAT_OUT);
        workspace.endDrag(parameter("alpha"), 50.0, 30.0);
        await(() -> !workspace.isPlaying() && shown(0).pace().equals(Pace.perSecond(0.01)));
        workspace.undo();
        await(() -> run(0).parameters().real("alpha") == 50);
        workspace.set(parameter("alpha"), 20.0, true);
        workspace.letGo();
        await(() -> run(0).parameters().real("alpha") == 20 && shown(0).pace().equals(Pace.perSecond(0.01)));
    }

    @Test
    void whatIsPaintedIsSeenWhileTheBrushIsHeldAndIsOneRecord() {
        workspace.brush(List.of(0.2, 0.2), 0.1, 1);
        await(() -> !run(0).definition().events().isEmpty());
        for (int k = 1; k <= 30; k++) {
            workspace.brush(List.of(0.2 + 0.02 * k, 0.2), 0.1, 1);
            pulse();
        }
        workspace.endBrush();
        await(() -> workspace.nextUndo().isPresent() && !workspace.isPlaying() && painted().size() == 31);
        assertThat(painted()).as("no point is lost or twice").isSorted().doesNotHaveDuplicates();
        workspace.undo();
        await(() -> run(0).definition().events().getLast().change() instanceof Change.Unstroke);
        assertThat(workspace.nextUndo()).isEmpty();
    }

    @Test
    void anotherToolOfTheBrushChangesNothingBeforeTheNextStroke() {
        Experiment fluid = Catalogue.find("sph.wcsph");
        ParameterSet basin = ParameterSet.of(fluid.parameters(), "resolution=12");
        workspace.open(new Session("A basin", "", Session.Clock.STEP, List.of(new Session.SavedRun("basin", -1, 0, RunDefinition.of(fluid, basin, 1), 0, 0, "")), ViewSettings.NONE));
        workspace.setPace(Pace.FLAT_OUT);
        await(() -> run(0).snapshot().isPresent());
        workspace.step(20);
        awaitStep(0, 20);
        workspace.seek(5);
        awaitStep(0, 5);
        workspace.set(basin.parameter("brush"), "erase", false);
        assertThat(run(0).parameters().choice("brush")).isEqualTo("erase");
        assertThat(run(0).parameters()).as("the same as long as nothing changes").isSameAs(run(0).parameters());
        pulse();
        assertThat(shown(0).frontier()).as("the future is still there").isEqualTo(20);
        assertThat(run(0).definition().events()).isEmpty();
        workspace.brush(List.of(0.2, 0.2), 0.1, 1);
        workspace.endBrush();
        await(() -> run(0).definition().events().size() == 2 && !told.kept.isEmpty());
        List<Change> changes = run(0).definition().events().stream().map(Event::change).toList();
        assertThat(changes.getFirst()).isEqualTo(new Change.Set("brush", "erase"));
        assertThat(changes.getLast()).isInstanceOf(Change.Stroke.class);
        assertThat(told.kept).as("one future, kept once").hasSize(1);
        assertThat(told.problems).isEmpty();
    }

    /** The abscissas of all parts. */
    private List<Double> painted() {
        return shown(0).definition().events().stream().map(Event::change).filter(Change.Stroke.class::isInstance).map(Change.Stroke.class::cast)
                .flatMap(s -> IntStream.range(0, s.xy().size() / 2).mapToObj(k -> s.xy().get(2 * k))).toList();
    }

    @Test
    void everyRunHasItsOwnHistory() {
        open(BELL, BELL.with("alpha", 20.0));
        workspace.set(parameter("alpha"), 30.0, false);
        await(() -> run(0).parameters().real("alpha") == 30);
        workspace.select(run(1).id());
        assertThat(workspace.nextUndo()).isEmpty();
        workspace.undo();
        assertThat(run(0).parameters().real("alpha")).isEqualTo(30);
    }

    @Test
    void whatHasComeToItsEndPlaysAgainAndInALoopForEver() {
        open(BELL.with("monitor", "moving-bell").with("end-time", 0.2).with("dt", 0.1));
        playToTheEnd();
        long end = run(0).step();
        workspace.setPace(Pace.perSecond(20));
        workspace.play();
        await(() -> run(0).step() < end);
        await(() -> run(0).atRest());
        assertThat(run(0).step()).isEqualTo(end);
        await(() -> !workspace.isPlaying());
        workspace.setLooping(true);
        workspace.play();
        for (int round = 0; round < 2; round++) {
            await(() -> run(0).step() == end);
            await(() -> run(0).step() < end);
        }
        workspace.pause();
        await(() -> !workspace.isPlaying());
    }

    @Test
    void whatIsComputedWhileASessionIsSavedIsNotSaved() {
        workspace.step(1);
        awaitStep(0, 1);
        long revision = workspace.revision();
        workspace.step(1);
        awaitStep(0, 2);
        workspace.markSaved(revision);
        assertThat(workspace.isChanged()).isTrue();
        workspace.markSaved(workspace.revision());
        assertThat(workspace.isChanged()).isFalse();
    }

    @Test
    void aDragIsOneRecordAndADragBackIsNone() {
        for (double v : List.of(30.0, 20.0)) {
            workspace.set(parameter("alpha"), v, true);
        }
        workspace.endDrag(parameter("alpha"), 50.0, 20.0);
        await(() -> run(0).parameters().real("alpha") == 20);
        workspace.endDrag(parameter("alpha"), 20.0, 20.0);
        workspace.undo();
        await(() -> run(0).parameters().real("alpha") == 50);
        assertThat(workspace.nextUndo()).isEmpty();
    }

    @Test
    void aChangeWakesWhatRested() {
        playToTheEnd();
        long end = run(0).step();
        workspace.set(parameter("alpha"), 80.0, false);
        await(() -> run(0).step() > end && run(0).atRest());
        assertThat(shown(0).state()).isEqualTo(RunState.CONVERGED);
    }

    @Test
    void aStrokeIsUndoneAndRedone() {
        String plain = digest(0);
        workspace.paint(List.of(0.2, 0.2, 0.6, 0.4), 0.1, 3);
        await(() -> !digest(0).equals(plain));
        String painted = digest(0);
        workspace.undo();
        await(() -> digest(0).equals(plain));
        workspace.redo();
        await(() -> digest(0).equals(painted));
        assertThat(run(0).definition().events()).hasSize(3);
    }

    @Test
    void aResetParameterStartsAnewAndUndoComesBackToTheStep() {
        workspace.step(4);
        awaitStep(0, 4);
        String four = digest(0);
        workspace.set(parameter("n"), 10, false);
        assertThat(run(0).parameters().whole("n")).as("wanted at once").isEqualTo(10);
        await(() -> run(0).atRest() && shown(0).parameters().whole("n") == 10);
        workspace.undo();
        await(() -> shown(0).parameters().whole("n") == 8);
        awaitStep(0, 4);
        assertThat(digest(0)).isEqualTo(four);
        workspace.redo();
        await(() -> shown(0).parameters().whole("n") == 10);
    }

    @Test
    void twoResetParametersInOneBreathBothCount() {
        workspace.set(parameter("n"), 10, false);
        workspace.set(parameter("tolerance"), 1e-4, false);
        workspace.play();
        await(() -> run(0).atRest() && !run(0).isOpening());
        assertThat(shown(0).parameters().whole("n")).isEqualTo(10);
        assertThat(shown(0).parameters().real("tolerance")).isEqualTo(1e-4);
    }

    @Test
    void aRunThatCannotBeMadeLeavesTheOldOneAndNoUndoRecord() {
        workspace.step(3);
        awaitStep(0, 3);
        workspace.setSource((Parameter.Source) parameter("image"), SourceFile.embedded("bad.png", new byte[] {1, 2, 3}));
        await(() -> !told.problems.isEmpty());
        assertThat(told.problems).containsExactly("The run could not be started");
        assertThat(workspace.nextUndo()).isEmpty();
        assertThat(run(0).parameters()).isEqualTo(BELL);
        playToTheEnd();
    }

    @Test
    void resetGoesBackToTheStartWithTheParametersOfNow() {
        workspace.set(parameter("alpha"), 20.0, false);
        workspace.step(3);
        awaitStep(0, 3);
        workspace.reset(true);
        await(() -> shown(0).definition().seed() == 2);
        assertThat(run(0).step()).isZero();
        assertThat(run(0).parameters().real("alpha")).isEqualTo(20);
        assertThat(run(0).definition().events()).isEmpty();
        workspace.undo();
        await(() -> shown(0).definition().seed() == 1);
        awaitStep(0, 3);
        assertThat(run(0).definition().events()).hasSize(1);
    }

    @Test
    void aForkIsTheSameUntilItIsChanged() {
        workspace.step(3);
        awaitStep(0, 3);
        workspace.fork();
        await(() -> workspace.runs().size() == 2);
        assertThat(told.forks).containsExactly(run(1));
        assertThat(workspace.selected()).contains(run(1));
        assertThat(run(1).parent()).isEqualTo(run(0).id());
        assertThat(run(1).forkStep()).isEqualTo(3);
        playToTheEnd();
        assertThat(digest(1)).isEqualTo(digest(0));
        assertThat(workspace.isChanged()).isTrue();
        workspace.close(run(0).id());
        assertThat(workspace.runs()).hasSize(1);
        workspace.close(run(0).id());
        assertThat(workspace.runs()).as("the last run stays").hasSize(1);
    }

    @Test
    void neverMoreThanFourRuns() {
        for (int k = 0; k < 6; k++) {
            workspace.fork();
        }
        await(() -> told.problems.size() == 3);
        assertThat(workspace.runs()).hasSize(Workspace.MAX_RUNS);
    }

    @Test
    void aForkThatComesTooLateIsDropped() {
        workspace.fork();
        workspace.open(session(BELL));
        await(() -> run(0).snapshot().isPresent());
        // A fork takes milliseconds; it would have arrived by now.
        long begin = System.nanoTime();
        await(() -> System.nanoTime() - begin > 500_000_000L);
        assertThat(workspace.runs()).hasSize(1);
        assertThat(told.problems).isEmpty();
    }

    @Test
    void anOldFutureIsKeptUpToItsEnd() {
        playToTheEnd();
        long end = run(0).step();
        String last = digest(0);
        workspace.seek(2);
        awaitStep(0, 2);
        workspace.set(parameter("alpha"), 10.0, false);
        await(() -> told.kept.size() == 1);
        await(() -> run(1).snapshot().isPresent() && run(1).step() == end);
        assertThat(run(1).forkStep()).isEqualTo(2);
        assertThat(digest(1)).isEqualTo(last);
    }

    @Test
    void undoAfterClosingARunConcernsTheOthersOnly() {
        open(BELL, BELL.with("alpha", 20.0));
        workspace.step(2);
        awaitStep(0, 2);
        awaitStep(1, 2);
        workspace.reset(false);
        awaitStep(1, 0);
        OpenRun closed = run(0);
        workspace.close(closed.id());
        workspace.undo();
        awaitStep(0, 2);
        assertThat(closed.isOpening()).isFalse();
    }

    @Test
    void withTheClockTimeRunsAreComparedAtEqualTimes() {
        ParameterSet moving = BELL.with("monitor", "moving-bell").with("end-time", 0.4);
        open(moving.with("dt", 0.05), moving.with("dt", 0.1));
        workspace.setClock(Session.Clock.TIME);
        playToTheEnd();
        assertThat(run(0).step()).isEqualTo(8);
        assertThat(run(1).step()).isEqualTo(4);
        assertThat(shown(0).frame().time()).isEqualTo(shown(1).frame().time());
        workspace.pause();
        assertThat(workspace.session(ViewSettings.NONE, false).clock()).isEqualTo(Session.Clock.TIME);
    }

    @Test
    void aSessionComesBackWithTheSamePictures(@TempDir Path folder) {
        workspace.step(3);
        awaitStep(0, 3);
        workspace.fork();
        await(() -> workspace.runs().size() == 2);
        workspace.set(parameter("alpha"), 20.0, false);
        workspace.step(2);
        awaitStep(0, 5);
        awaitStep(1, 5);
        workspace.setClock(Session.Clock.TIME);
        List<String> digests = List.of(digest(0), digest(1));
        Session saved = workspace.session(ViewSettings.NONE, true);
        assertThat(saved.runs()).extracting(Session.SavedRun::digest).isEqualTo(digests);
        Path file = folder.resolve("s.json");
        SessionFile.write(file, saved);
        workspace.markSaved(workspace.revision());
        Session read = new SessionFile(Catalogue::find, _ -> false).read(file);
        assertThat(read).isEqualTo(saved);
        workspace.open(read);
        assertThat(workspace.session(ViewSettings.NONE, false).runs()).as("saved again before it was there")
                .extracting(Session.SavedRun::step).containsExactly(5L, 5L);
        awaitStep(0, 5);
        awaitStep(1, 5);
        assertThat(List.of(digest(0), digest(1))).isEqualTo(digests);
        assertThat(run(1).parent()).isEqualTo(run(0).id());
        assertThat(workspace.session(ViewSettings.NONE, false).summary()).isEqualTo("said");
        assertThat(workspace.isChanged()).isFalse();
    }

    @Test
    void aSessionWithTooManyRunsSaysWhatIsShown() {
        open(BELL, BELL, BELL, BELL, BELL);
        assertThat(workspace.runs()).hasSize(4);
        assertThat(told.problems).containsExactly("The session holds 5 runs; the first 4 are shown");
    }

    @Test
    void everyEventStaysReplayable() {
        workspace.play();
        for (int k = 1; k <= 40; k++) {
            workspace.set(parameter("alpha"), 50.0 + k % 7, true);
        }
        workspace.endDrag(parameter("alpha"), 50.0, 55.0);
        await(() -> run(0).atRest() && run(0).parameters().real("alpha") == 55);
        assertThat(run(0).definition().events()).as("values that none could see are not recorded").hasSize(2)
                .extracting(Event::change).containsExactly(new Change.Set("alpha", 51.0), new Change.Set("alpha", 55.0));
        try (Run replay = new Run(run(0).definition(), 1)) {
            replay.seek(run(0).step());
            assertThat(FrameDigest.of(replay.frame())).isEqualTo(digest(0));
        }
    }

    @Test
    void aRunThatIsBeingMadeIsGivenUpAndWhatWasThereStays() {
        workspace.open(session(BELL));
        await(() -> run(0).snapshot().isPresent());
        // Two million cells take a second.
        workspace.set(BELL.parameter("n"), 700, false);
        assertThat(run(0).isOpening()).isTrue();
        workspace.pause();
        await(() -> !run(0).isOpening());
        assertThat(run(0).parameters().whole("n")).isEqualTo(8);
        assertThat(told.problems).isEmpty();
        workspace.step(1);
        await(() -> run(0).step() == 1);
    }
}
