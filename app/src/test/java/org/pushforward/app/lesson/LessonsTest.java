package org.pushforward.app.lesson;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.pushforward.views.text.Language;
import org.pushforward.app.workspace.OpenRun;
import org.pushforward.app.workspace.Workspace;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.Family;
import org.pushforward.engine.catalogue.Catalogue;
import org.pushforward.engine.io.Presets;
import org.pushforward.engine.run.CheckpointBudget;
import org.pushforward.engine.run.Pace;
import org.pushforward.engine.run.RunDefinition;
import org.pushforward.engine.run.RunSnapshot;
import org.pushforward.engine.run.Session;

/** The lessons that ship, without a window: every "show me" does what its task asks, which was not done before. */
@Timeout(120)
class LessonsTest {

    private static final List<Lesson> LESSONS = Lessons.shipped();
    private static final Glossary GLOSSARY = Glossary.shipped();
    private static final Map<String, Presets.Preset> PRESETS = presets();

    private static Map<String, Presets.Preset> presets() {
        Map<String, Presets.Preset> all = new HashMap<>();
        Presets.all(Catalogue.all()).forEach(p -> all.put(p.name(), p));
        return all;
    }

    private static Experiment experiment(String preset) {
        assertThat(PRESETS).as("presets").containsKey(preset);
        return PRESETS.get(preset).experiment();
    }

    /** A window without pixels: this thread plays its part, as fast as it goes. */
    private static final class Room implements LessonPlayer.Stage, Workspace.Listener, AutoCloseable {
        private final BlockingQueue<Runnable> toDo = new LinkedBlockingQueue<>();
        private final List<String> problems = new ArrayList<>();
        private Workspace workspace = new Workspace(toDo::add, 2, new CheckpointBudget(), this);

        @Override
        public void open(String preset) {
            workspace.close();
            workspace = new Workspace(toDo::add, 2, new CheckpointBudget(), this);
            workspace.open(small(PRESETS.get(preset).session()));
            workspace.setPace(Pace.FLAT_OUT);
        }

        /** With as many particles as the answer needs, where a learner watches more. */
        private static Session small(Session session) {
            Session.SavedRun r = session.runs().getFirst();
            Experiment e = r.definition().experiment();
            if (!e.description().family().equals(Family.DIFFUSION)) {
                return session;
            }
            RunDefinition d = RunDefinition.of(e, r.definition().parameters().withText("particles", "300"), r.definition().seed());
            return new Session(session.title(), session.summary(), session.clock(), List.of(new Session.SavedRun(r.name(), -1, 0, d, 0, 0, "")), session.view());
        }

        @Override
        public Workspace workspace() {
            return workspace;
        }

        @Override
        public void panes(List<String> ids) { }

        @Override
        public void compare() { }

        void await(LessonPlayer player, BooleanSupplier condition) {
            while (!condition.getAsBoolean()) {
                for (Runnable r = toDo.poll(); r != null; r = toDo.poll()) {
                    r.run();
                }
                workspace.poll();
                player.poll(System.nanoTime());
                // The run has the processor.
                LockSupport.parkNanos(1_000_000);
            }
        }

        boolean isReady() {
            return workspace.selected().filter(r -> !r.isOpening() && !r.isBusy()).flatMap(OpenRun::snapshot).isPresent();
        }

        @Override
        public void onRuns() { }

        @Override
        public void onSnapshot(OpenRun run, RunSnapshot snapshot) { }

        @Override
        public void onProblem(String what, Throwable problem) {
            problems.add(what + ": " + problem.getMessage());
        }

        @Override
        public void onFork(OpenRun fork) { }

        @Override
        public void onKeptFuture(OpenRun kept) { }

        @Override
        public void close() {
            workspace.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> showMeDoesEveryTask() {
        return LESSONS.stream().map(l -> DynamicTest.dynamicTest(l.id(), () -> play(l)));
    }

    private static void play(Lesson lesson) {
        try (Room room = new Room()) {
            LessonPlayer player = new LessonPlayer(lesson, p -> experiment(p).id(), room);
            for (int k = 0; k < lesson.steps().size(); k++) {
                player.go(k, System.nanoTime());
                room.await(player, room::isReady);
                Lesson.Step step = player.step();
                String where = lesson.id() + ", step " + (k + 1);
                if (step.hasTask()) {
                    assertThat(player.isDone(k)).as("%s: done before anything was done", where).isFalse();
                    player.showMe();
                    room.await(player, () -> !player.isShowing() && room.isReady());
                    // The last change may still be on its way to a picture.
                    long end = System.nanoTime() + 2_000_000_000L;
                    room.await(player, () -> player.isDone(lesson.steps().indexOf(step)) || System.nanoTime() > end);
                    assertThat(player.isDone(k)).as("%s: %s after %s, problems %s, at %s", where, step.until().orElseThrow().source(), step.show(),
                            room.problems, room.workspace.selected().flatMap(OpenRun::snapshot).map(s -> s.state() + " " + s.frame().step() + " "
                                    + s.frame().diagnostics().entries().stream().map(e -> e.id() + "=" + e.value()).toList()).orElse("")).isTrue();
                }
            }
            assertThat(player.isOver()).isTrue();
            assertThat(room.problems).isEmpty();
        }
    }

    /** The run still seems to play when the next task begins. */
    @Test
    void aPauseThatHasNotArrivedDoesNotStopWhatIsShownNext() {
        Lesson lesson = LESSONS.stream().filter(l -> l.id().equals("first-run")).findFirst().orElseThrow();
        try (Room room = new Room()) {
            LessonPlayer player = new LessonPlayer(lesson, p -> experiment(p).id(), room);
            player.go(1, System.nanoTime());
            room.await(player, room::isReady);
            room.workspace.play();
            room.await(player, room.workspace::isPlaying);
            room.workspace.pause();
            player.go(2, System.nanoTime());
            player.showMe();
            player.poll(System.nanoTime());
            room.await(player, () -> !player.isShowing() && room.isReady());
            room.await(player, () -> player.isDone(2) || !room.workspace.isPlaying());
            assertThat(player.isDone(2)).isTrue();
        }
    }

    @Test
    void lessonsNameWhatThereIs() {
        assertThat(LESSONS).hasSizeGreaterThanOrEqualTo(12);
        LESSONS.forEach(l -> Lessons.check(l, LessonsTest::experiment));
    }

    @Test
    void thereAreFourForFirstTimersAndTwoForEveryBranch() {
        Map<Family, Integer> count = new EnumMap<>(Family.class);
        LESSONS.forEach(l -> l.family().ifPresent(f -> count.merge(f, 1, Integer::sum)));
        assertThat(LESSONS.stream().filter(l -> l.family().isEmpty()).count()).isGreaterThanOrEqualTo(4);
        assertThat(count.get(Family.MESH)).isGreaterThanOrEqualTo(2);
        assertThat(count.get(Family.TRANSPORT)).isGreaterThanOrEqualTo(2);
        assertThat(count.get(Family.BRIDGE)).isGreaterThanOrEqualTo(2);
        assertThat(count.get(Family.DIFFUSION)).isGreaterThanOrEqualTo(2);
        assertThat(count.getOrDefault(Family.SPH, 0) + count.getOrDefault(Family.DEM, 0)).isGreaterThanOrEqualTo(2);
        assertThat(LESSONS).allMatch(l -> l.minutes() >= 5 && l.minutes() <= 10);
    }

    @Test
    void everyTermIsInTheGlossaryAndEveryEntryIsUsed() {
        Set<String> linked = new HashSet<>();
        for (Language language : Language.values()) {
            texts(language).forEach(t -> Passage.of(t).forEach(p -> p.pieces().forEach(piece -> {
                if (piece instanceof Passage.Link link) {
                    assertThat(GLOSSARY.entry(link.term())).as("term %s in: %s", link.term(), t).isPresent();
                    linked.add(link.term());
                }
                if (piece instanceof Passage.Words words) {
                    assertThat(words.text()).as("a mark that was not closed").doesNotContain("$", "[[", "*");
                }
            })));
        }
        assertThat(linked).containsAll(GLOSSARY.entries().keySet());
    }

    private static Stream<String> texts(Language language) {
        return Stream.concat(LESSONS.stream().flatMap(l -> Stream.concat(Stream.of(l.title(), l.summary(), l.teacher()),
                l.steps().stream().flatMap(s -> Stream.of(s.title(), s.text(), s.task(), s.hint())))), GLOSSARY.all().stream().flatMap(e -> Stream.of(e.term(), e.text())))
                .filter(w -> !w.isEmpty()).map(w -> w.in(language));
    }

    @Test
    void theSheetHasEveryStepWithItsAnswer() {
        for (Language language : Language.values()) {
            for (Lesson l : LESSONS) {
                String html = new TeacherSheet(GLOSSARY, language).html(l, LessonsTest::experiment);
                assertThat(html).startsWith("<!doctype html>").endsWith("</html>\n").contains("lang=\"" + language.code() + "\"").doesNotContain("[[", "null");
                assertThat(html.split("<section>", -1)).hasSize(l.steps().size() + 1);
            }
        }
        String fold = new TeacherSheet(GLOSSARY, Language.ENGLISH).html(LESSONS.stream().filter(l -> l.id().equals("fold")).findFirst().orElseThrow(), LessonsTest::experiment);
        assertThat(fold).contains("min-corner-jacobian &lt; 0", "set Strength α to 100", "Monge-Ampère mesh mover");
        String noise = new TeacherSheet(GLOSSARY, Language.GERMAN).html(LESSONS.stream().filter(l -> l.id().equals("noise")).findFirst().orElseThrow(), LessonsTest::experiment);
        assertThat(noise).contains("S<sub>t</sub> = (1 − t)<sup>2</sup> S<sub>0</sub>");
    }
}
