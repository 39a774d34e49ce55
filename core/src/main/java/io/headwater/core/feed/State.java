package io.headwater.core.feed;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a feed in the order of their keys. Immutable: a change makes a new state that shares all but the path to
 * the changed key, so a reader keeps the one it has while the writer goes on. Lookups and changes cost O(log n).
 */
final class State<K extends Comparable<K>, V> {
    /*
     * A weight-balanced tree: no subtree holds more than DELTA times the entries of its sibling. These two numbers are the
     * pair for which single and double rotations are proven to restore the balance after one insertion or deletion.
     */
    private static final int DELTA = 3;

    private static final int RATIO = 2;

    private final @Nullable Node<K, V> root;

    private State(@Nullable Node<K, V> root) {
        this.root = root;
    }

    static <K extends Comparable<K>, V> State<K, V> empty() {
        return new State<>(null);
    }

    int size() {
        return sizeOf(root);
    }

    @Nullable
    Entry<K, V> get(K key) {
        var node = root;
        while (node != null) {
            int order = key.compareTo(node.entry.key());
            if (order == 0) {
                return node.entry;
            }
            node = order < 0 ? node.left : node.right;
        }
        return null;
    }

    State<K, V> with(Entry<K, V> entry) {
        return new State<>(put(root, entry));
    }

    State<K, V> without(K key) {
        return new State<>(remove(root, key));
    }

    void forEach(Consumer<? super Entry<K, V>> action) {
        forEach(root, action);
    }

    private record Node<K, V>(
            Entry<K, V> entry,
            int size,
            @Nullable Node<K, V> left,
            @Nullable Node<K, V> right) {}

    private static <K, V> void forEach(@Nullable Node<K, V> node, Consumer<? super Entry<K, V>> action) {
        if (node != null) {
            forEach(node.left, action);
            action.accept(node.entry);
            forEach(node.right, action);
        }
    }

    private static <K extends Comparable<K>, V> Node<K, V> put(@Nullable Node<K, V> node, Entry<K, V> entry) {
        if (node == null) {
            return node(null, entry, null);
        }
        int order = entry.key().compareTo(node.entry.key());
        if (order == 0) {
            return new Node<>(entry, node.size, node.left, node.right);
        }
        return order < 0
                ? balanced(put(node.left, entry), node.entry, node.right)
                : balanced(node.left, node.entry, put(node.right, entry));
    }

    private static <K extends Comparable<K>, V> @Nullable Node<K, V> remove(@Nullable Node<K, V> node, K key) {
        if (node == null) {
            return null;
        }
        int order = key.compareTo(node.entry.key());
        if (order == 0) {
            return join(node.left, node.right);
        }
        return order < 0
                ? balanced(remove(node.left, key), node.entry, node.right)
                : balanced(node.left, node.entry, remove(node.right, key));
    }

    private static <K extends Comparable<K>, V> @Nullable Node<K, V> join(
            @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
        if (left == null) {
            return right;
        }
        if (right == null) {
            return left;
        }
        var first = first(right);
        return balanced(left, first, remove(right, first.key()));
    }

    private static <K, V> Entry<K, V> first(Node<K, V> node) {
        var at = node;
        for (var left = at.left; left != null; left = at.left) {
            at = left;
        }
        return at.entry;
    }

    private static <K, V> Node<K, V> balanced(
            @Nullable Node<K, V> left, Entry<K, V> entry, @Nullable Node<K, V> right) {
        int leftSize = sizeOf(left);
        int rightSize = sizeOf(right);
        if (leftSize + rightSize > 1) {
            if (right != null && rightSize > DELTA * leftSize) {
                return rotatedLeft(left, entry, right);
            }
            if (left != null && leftSize > DELTA * rightSize) {
                return rotatedRight(left, entry, right);
            }
        }
        return node(left, entry, right);
    }

    private static <K, V> Node<K, V> rotatedLeft(@Nullable Node<K, V> left, Entry<K, V> entry, Node<K, V> right) {
        var inner = right.left;
        if (inner == null || inner.size < RATIO * sizeOf(right.right)) {
            return node(node(left, entry, inner), right.entry, right.right);
        }
        return node(node(left, entry, inner.left), inner.entry, node(inner.right, right.entry, right.right));
    }

    private static <K, V> Node<K, V> rotatedRight(Node<K, V> left, Entry<K, V> entry, @Nullable Node<K, V> right) {
        var inner = left.right;
        if (inner == null || inner.size < RATIO * sizeOf(left.left)) {
            return node(left.left, left.entry, node(inner, entry, right));
        }
        return node(node(left.left, left.entry, inner.left), inner.entry, node(inner.right, entry, right));
    }

    private static <K, V> Node<K, V> node(@Nullable Node<K, V> left, Entry<K, V> entry, @Nullable Node<K, V> right) {
        return new Node<>(entry, sizeOf(left) + 1 + sizeOf(right), left, right);
    }

    private static int sizeOf(@Nullable Node<?, ?> node) {
        return node == null ? 0 : node.size;
    }
}
