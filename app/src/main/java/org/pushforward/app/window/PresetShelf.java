package org.pushforward.app.window;

import static org.pushforward.views.text.Language.say;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.catalogue.Catalogue;
import org.pushforward.engine.io.Presets;
import org.pushforward.engine.io.VerdictStore;
import org.pushforward.views.control.GalleryCard;
import org.pushforward.views.control.Signal;

/** The experiments and their presets as the gallery shows them, with a dot for what is known about their checks on this machine. */
final class PresetShelf {

    /** What ships does not change: read once, by whoever asks first. */
    private static final class Shipped {
        private static final List<Presets.Preset> PRESETS = Presets.all(Catalogue.all());

        private Shipped() { }
    }

    private final VerdictStore verdicts;
    private final Path home;
    private List<Presets.Preset> presets = Shipped.PRESETS;

    /** @param home where the user's own presets are */
    PresetShelf(VerdictStore verdicts, Path home) {
        this.verdicts = verdicts;
        this.home = home;
    }

    /** Reads the user's own presets, which stand behind those that ship. */
    void readOwn(Consumer<InputException> problem) {
        presets = Stream.concat(Shipped.PRESETS.stream(), Presets.own(home, Catalogue.all(), problem).stream()).toList();
    }

    /** Begins to read the presets, on another thread. */
    static void prepare() {
        Thread.ofPlatform().daemon().name("pushforward-presets").start(() -> Shipped.PRESETS.size());
    }

    boolean has(String name) {
        return presets.stream().anyMatch(p -> p.name().equals(name));
    }

    /** The preset of that name, else the first. */
    Presets.Preset named(String name) {
        return presets.stream().filter(p -> p.name().equals(name)).findFirst().orElse(presets.getFirst());
    }

    /** The preset with which an experiment opens. */
    String first(Experiment e) {
        return presets.stream().filter(p -> p.experiment() == e).findFirst().orElseThrow().name();
    }

    /** The name of the preset so many places after another, around the ends. */
    String after(String name, int by) {
        return presets.get(Math.floorMod(presets.indexOf(named(name)) + by, presets.size())).name();
    }

    List<GalleryCard> cards() {
        Map<Experiment, List<GalleryCard.Variant>> variants = new LinkedHashMap<>();
        presets.forEach(p -> variants.computeIfAbsent(p.experiment(), _ -> new ArrayList<>())
                .add(new GalleryCard.Variant(p.name(), p.session().title(), p.session().summary())));
        return variants.entrySet().stream().map(e -> card(e.getKey(), e.getValue())).toList();
    }

    private GalleryCard card(Experiment e, List<GalleryCard.Variant> variants) {
        Experiment.Description d = e.description();
        List<GalleryCard.Text> texts = new ArrayList<>();
        d.citations().forEach(c -> texts.add(new GalleryCard.Text(say("card.author"), c.authors() + " " + c.year())));
        d.citations().forEach(c -> texts.add(new GalleryCard.Text(say("card.paper"), c.title() + " " + c.arxiv())));
        for (Parameter<?> p : e.parameters()) {
            texts.add(new GalleryCard.Text(say("card.parameter"), (p.info().symbol().isEmpty() ? "" : p.info().symbol() + ", ") + p.info().label() + " (" + p.id() + ")"));
        }
        texts.add(new GalleryCard.Text(say("card.idea"), d.idea()));
        return new GalleryCard(d.id(), d.family(), d.title(), signal(e), e.trains(), d.citations().stream().anyMatch(c -> !c.code().isEmpty()),
                verdicts.seconds(variants.getFirst().id()), d.formulas(), texts, variants);
    }

    /** Green when every reference check of the experiment holds on this machine. */
    private Signal signal(Experiment e) {
        VerdictStore.Tally t = verdicts.tally(e);
        return t.hold() < t.measured() ? Signal.BAD : t.all() > 0 && t.measured() == t.all() ? Signal.GOOD : Signal.OPEN;
    }
}
