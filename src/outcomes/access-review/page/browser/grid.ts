import type { AccessReviewReport } from '../../types.ts';
import { byId, make } from './elements.ts';
import type { Row } from './view.ts';

const ROW_HEIGHT = 36;
const OVERSCAN = 8;
/** Rows that PageUp and PageDown go. */
const PAGE = 10;

/** The matrix: rows as they come into sight, one cell that the keyboard is on. */
export interface Grid {
  show(rows: readonly Row[]): void;
  /** Gives the focus back to the cell that had it. */
  focus(): void;
}

/** Where the keyboard is; column 0 is the subject. */
interface Spot {
  row: number;
  column: number;
}

function cellElement(row: Row, column: number): HTMLElement {
  const element = make('div');
  if (column === 0) {
    element.className = 'cell name';
    element.setAttribute('role', 'rowheader');
    element.append(
      make('span', { className: 'kind', text: row.subject.kind }),
      row.name.slice(row.subject.kind.length + 1),
    );
    element.title = row.name;
  } else {
    const cell = row.cells.get(column - 1);
    element.className = `cell ${cell?.severity ?? 'none'}`;
    element.setAttribute('role', 'gridcell');
    if (cell !== undefined) {
      element.append(make('span', { text: cell.text }));
      element.setAttribute('aria-label', cell.label);
      element.title = cell.label;
    }
  }
  element.setAttribute('aria-colindex', String(column + 1));
  element.dataset['column'] = String(column);
  element.tabIndex = -1;
  return element;
}

function rowElement(row: Row, index: number, columns: number): HTMLElement {
  const element = make('div', { className: 'row' });
  element.setAttribute('role', 'row');
  // The headings are the first row.
  element.setAttribute('aria-rowindex', String(index + 2));
  element.dataset['row'] = String(index);
  element.style.top = `${index * ROW_HEIGHT}px`;
  for (let column = 0; column < columns; column++) element.append(cellElement(row, column));
  return element;
}

function moved({ row, column }: Spot, key: string, rows: number, columns: number): Spot | undefined {
  const to = (r: number, c: number): Spot => ({
    row: Math.max(0, Math.min(rows - 1, r)),
    column: Math.max(0, Math.min(columns - 1, c)),
  });
  switch (key) {
    case 'ArrowDown':
      return to(row + 1, column);
    case 'ArrowUp':
      return to(row - 1, column);
    case 'ArrowRight':
      return to(row, column + 1);
    case 'ArrowLeft':
      return to(row, column - 1);
    case 'PageDown':
      return to(row + PAGE, column);
    case 'PageUp':
      return to(row - PAGE, column);
    case 'Home':
      return to(row, 0);
    case 'End':
      return to(row, columns - 1);
    default:
      return undefined;
  }
}

/** What the grid is made of, and who is told that a cell is opened. */
interface Parts {
  readonly scroller: HTMLElement;
  readonly body: HTMLElement;
  readonly grid: HTMLElement;
  readonly columns: number;
  readonly spot: Spot;
  rows: readonly Row[];
}

function spotElement({ body, spot }: Parts): HTMLElement | null {
  return body.querySelector(`[data-row="${spot.row}"] > [data-column="${spot.column}"]`);
}

function render(parts: Parts): void {
  const { scroller, body, grid, rows, columns, spot } = parts;
  const hadFocus = body.contains(document.activeElement);
  const from = Math.max(0, Math.floor(scroller.scrollTop / ROW_HEIGHT) - OVERSCAN);
  const to = Math.min(rows.length, Math.ceil((scroller.scrollTop + scroller.clientHeight) / ROW_HEIGHT) + OVERSCAN);
  const elements: HTMLElement[] = [];
  for (let index = from; index < to; index++) {
    const row = rows[index];
    if (row !== undefined) elements.push(rowElement(row, index, columns));
  }
  body.style.height = `${rows.length * ROW_HEIGHT}px`;
  body.replaceChildren(...elements);
  grid.setAttribute('aria-rowcount', String(rows.length + 1));
  spot.row = Math.max(0, Math.min(rows.length - 1, spot.row));
  const current = spotElement(parts);
  if (current !== null) {
    current.tabIndex = 0;
    if (hadFocus) current.focus({ preventScroll: true });
  }
}

function scrollDown({ scroller, spot, grid }: Parts): void {
  const head = grid.querySelector<HTMLElement>('.head')?.offsetHeight ?? 0;
  const top = spot.row * ROW_HEIGHT;
  const room = scroller.clientHeight - head - ROW_HEIGHT;
  if (top < scroller.scrollTop) scroller.scrollTop = top;
  else if (top > scroller.scrollTop + room) scroller.scrollTop = top - room;
}

function scrollAcross({ scroller, grid }: Parts, cell: HTMLElement): void {
  const name = grid.querySelector<HTMLElement>('.head .name')?.offsetWidth ?? 0;
  const left = cell.offsetLeft - name;
  const right = cell.offsetLeft + cell.offsetWidth - scroller.clientWidth;
  if (left < scroller.scrollLeft) scroller.scrollLeft = left;
  else if (right > scroller.scrollLeft) scroller.scrollLeft = right;
}

/** Brings the keyboard's cell into sight, under the headings and beside the names, and focuses it. */
function reveal(parts: Parts): void {
  scrollDown(parts);
  render(parts);
  const current = spotElement(parts);
  if (current !== null && parts.spot.column > 0) scrollAcross(parts, current);
  current?.focus({ preventScroll: true });
}

function spotOf(target: EventTarget | null): Spot | undefined {
  const cell = target instanceof Element ? target.closest<HTMLElement>('[data-column]') : null;
  const row = cell?.closest<HTMLElement>('[data-row]')?.dataset['row'];
  return cell === null || row === undefined ? undefined : { row: Number(row), column: Number(cell.dataset['column']) };
}

/** Draws again what comes into sight, once for each frame. */
function followScrolling(parts: Parts): void {
  let waiting = false;
  parts.scroller.addEventListener('scroll', () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      render(parts);
    });
  });
  new ResizeObserver(() => render(parts)).observe(parts.scroller);
}

function followInput(parts: Parts, enter: () => void): void {
  parts.body.addEventListener('click', (event) => {
    const spot = spotOf(event.target);
    if (spot === undefined) return;
    Object.assign(parts.spot, spot);
    reveal(parts);
    enter();
  });
  parts.body.addEventListener('keydown', (event) => {
    const next = moved(parts.spot, event.key, parts.rows.length, parts.columns);
    if (next === undefined && event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    if (next === undefined) enter();
    else {
      Object.assign(parts.spot, next);
      reveal(parts);
    }
  });
}

/** Starts the matrix; `open` is told the subject, and the right, of a cell that is clicked or entered. */
export function createGrid(report: AccessReviewReport, open: (row: Row, right: string | undefined) => void): Grid {
  const [scroller, body, grid] = [byId('scroller'), byId('rows'), byId('grid')];
  const parts: Parts = {
    scroller,
    body,
    grid,
    columns: report.rights.length + 1,
    spot: { row: 0, column: 0 },
    rows: [],
  };
  followScrolling(parts);
  followInput(parts, () => {
    const row = parts.rows[parts.spot.row];
    if (row !== undefined) open(row, report.rights[parts.spot.column - 1]?.id);
  });
  return {
    show(rows) {
      parts.rows = rows;
      Object.assign(parts.spot, { row: 0, column: 0 });
      scroller.scrollTop = 0;
      render(parts);
    },
    focus: () => reveal(parts),
  };
}
