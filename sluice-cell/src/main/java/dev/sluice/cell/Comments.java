package dev.sluice.cell;

import java.util.ArrayList;
import java.util.List;

/** Hands the comments of a text to its lines, in order. */
final class Comments {

  private final List<Lexer.Comment> comments;
  private int at;

  Comments(List<Lexer.Comment> comments) {
    this.comments = comments;
  }

  /**
   * The content with the comments that stand above it, inside it, or at the end of its last line.
   */
  Line around(Line.Content content, int last) {
    List<String> above = new ArrayList<>();
    String end = null;
    for (; at < comments.size() && comments.get(at).line() <= last; at++) {
      Lexer.Comment comment = comments.get(at);
      if (comment.line() == last && !comment.alone()) {
        end = comment.text();
      } else {
        above.add(comment.text());
      }
    }
    return new Line(content, above, end);
  }

  /** The comments below the last line. */
  List<String> rest() {
    List<String> rest =
        comments.subList(at, comments.size()).stream().map(Lexer.Comment::text).toList();
    at = comments.size();
    return rest;
  }
}
