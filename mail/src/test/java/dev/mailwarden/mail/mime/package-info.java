@NullMarked
package dev.mailwarden.mail.mime;

import org.jspecify.annotations.NullMarked;
