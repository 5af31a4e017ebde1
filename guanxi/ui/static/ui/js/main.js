// The one module a page loads. Each file names its behaviour and is independent of the others, but for their order.
import "./dialog.js";
import "./menu.js";
import "./theme.js";
import "./toast.js";
import "./tabs.js";
import "./form.js";
import "./draft.js";
import "./listbox.js";
import "./palette.js";
import "./keyboard.js";
import "./keys-dialog.js";
import "./rows.js";
import "./select.js";
import "./inline-edit.js";
import "./columns.js";
import "./progress.js";
import "./notices.js";
