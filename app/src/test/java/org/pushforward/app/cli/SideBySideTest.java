package org.pushforward.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.InputException;

class SideBySideTest {

    /** The first task ends only when the second group was begun, and the last task of the first group only when the thread of the second has come over. */
    @Test
    void groupsRunSideBySideAndResultsComeInTheirOrder() {
        CountDownLatch second = new CountDownLatch(1);
        CountDownLatch both = new CountDownLatch(2);
        Callable<String> meets = () -> {
            both.countDown();
            both.await();
            return "met";
        };
        List<String> found = new ArrayList<>();
        SideBySide.run(List.of(List.of(() -> {
            second.await();
            return "a";
        }, meets, meets), List.of(() -> {
            second.countDown();
            return "b";
        })), 2, found::add);
        assertThat(found).containsExactly("a", "met", "met", "b");
    }

    @Test
    void whatATaskThrowsEndsTheRest() {
        AtomicInteger later = new AtomicInteger();
        CountDownLatch never = new CountDownLatch(1);
        List<Callable<Integer>> tasks = new ArrayList<>(List.of(() -> 1, () -> {
            throw new InputException("no such file");
        }));
        for (int k = 0; k < 3; k++) {
            tasks.add(() -> {
                later.incrementAndGet();
                never.await();
                return 2;
            });
        }
        List<Integer> found = new ArrayList<>();
        assertThatThrownBy(() -> SideBySide.run(List.of(tasks), 1, found::add)).isInstanceOf(InputException.class).hasMessage("no such file");
        assertThat(found).containsExactly(1);
        assertThat(later.get()).as("begun before the failure was seen").isLessThanOrEqualTo(1);
        never.countDown();
    }
}
