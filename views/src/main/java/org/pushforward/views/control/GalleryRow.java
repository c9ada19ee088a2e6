package org.pushforward.views.control;

import static org.pushforward.views.text.Language.say;

import org.pushforward.engine.api.Family;

/** A line of the gallery. */
sealed interface GalleryRow {

    /** By which the row is found again. */
    String key();

    record Heading(Family family, int cards, boolean folded) implements GalleryRow {
        @Override
        public String key() {
            return "family-" + family.word();
        }
    }

    /** An experiment; alone, it stands for its only way to be opened. */
    record Card(GallerySearch.Found found, boolean open) implements GalleryRow {
        @Override
        public String key() {
            return isAlone() ? first().id() : "card-" + found.card().id().replace('.', '-');
        }

        boolean isAlone() {
            return found.card().variants().size() == 1;
        }

        GalleryCard.Variant first() {
            return found.variants().getFirst();
        }

        /** Below the title. */
        String words() {
            return !found.hit().isEmpty() ? found.hit() : isAlone() ? first().title() : say("gallery.presets", found.card().variants().size());
        }
    }

    record Variant(GalleryCard card, GalleryCard.Variant variant) implements GalleryRow {
        @Override
        public String key() {
            return variant.id();
        }
    }
}
