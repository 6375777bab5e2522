import CXlsxWriter
import Foundation
import Shared

/// Sheets → an XLSX file, by libxlsxwriter. Texts are always texts: no cell is a formula, whatever it begins with.
///
/// The library writes to a file; it is removed as soon as it was read. Files here are some hundred KiB, so the moment it
/// blocks its thread is short.
struct Workbook {
    struct Failure: Error {
        let reason: String
    }

    /// - Parameter created: stands in the file, so that the same sheets give the same bytes.
    static func bytes(_ sheets: [Sheet], title: String, created: Instant) throws -> [UInt8] {
        let url = FileManager.default.temporaryDirectory.appending(path: "week-\(UUID().uuidString).xlsx")
        defer { try? FileManager.default.removeItem(at: url) }
        guard let workbook = workbook_new(url.path) else { throw Failure(reason: "no workbook") }
        title.withCString { text in
            var properties = lxw_doc_properties()
            properties.title = UnsafeMutablePointer(mutating: text)
            properties.created = time_t(created.microseconds / 1_000_000)
            workbook_set_properties(workbook, &properties)
        }
        var formats = Formats(workbook)
        for sheet in sheets { try add(sheet, to: workbook, &formats) }
        let status = workbook_close(workbook)
        guard status == LXW_NO_ERROR else { throw Failure(reason: String(cString: lxw_strerror(status))) }
        return Array(try Data(contentsOf: url))
    }

    private static func add(
        _ sheet: Sheet, to workbook: UnsafeMutablePointer<lxw_workbook>, _ formats: inout Formats
    ) throws {
        guard let page = workbook_add_worksheet(workbook, sheet.name) else {
            throw Failure(reason: "no sheet \(sheet.name)")
        }
        for (column, width) in sheet.widths.enumerated() {
            if width == 0 {
                var hidden = lxw_row_col_options(hidden: 1, level: 0, collapsed: 0)
                worksheet_set_column_opt(page, UInt16(column), UInt16(column), 10, nil, &hidden)
            } else {
                worksheet_set_column(page, UInt16(column), UInt16(column), width, nil)
            }
        }
        for (row, height) in sheet.heights.enumerated() {
            var options = lxw_row_col_options(hidden: sheet.hidden.contains(row) ? 1 : 0, level: 0, collapsed: 0)
            worksheet_set_row_opt(page, UInt32(row), height, nil, &options)
        }
        for cell in sheet.cells { put(cell, on: page, formats[Look(cell)]) }
        if let heading = sheet.heading {
            worksheet_repeat_rows(page, UInt32(heading.lowerBound), UInt32(heading.upperBound))
            worksheet_freeze_panes(page, UInt32(heading.upperBound + 1), 0)
        }
        print(sheet, on: page)
    }

    private static func print(_ sheet: Sheet, on page: UnsafeMutablePointer<lxw_worksheet>) {
        if sheet.isLandscape { worksheet_set_landscape(page) }
        worksheet_set_paper(page, 9)  // A4
        worksheet_set_margins(page, 0.4, 0.4, 0.6, 0.6)  // Inches: left, right, top, bottom.
        worksheet_set_footer(page, "&C第&P页 共&N页")
        worksheet_center_horizontally(page)
        guard let pages = sheet.pages else {
            worksheet_fit_to_pages(page, 1, sheet.fitsOnePage ? 1 : 0)
            return
        }
        // Each page says whose it is; the title stands on the first.
        worksheet_set_header(page, "&R" + sheet.name.replacing("&", with: "&&"))
        worksheet_repeat_columns(page, 0, UInt16(pages.repeated - 1))
        // The list ends with 0.
        var breaks = pages.breaks.map { UInt16($0) } + [0]
        worksheet_set_v_pagebreaks(page, &breaks)
    }

    private static func put(
        _ cell: Sheet.Cell, on page: UnsafeMutablePointer<lxw_worksheet>, _ format: UnsafeMutablePointer<lxw_format>?
    ) {
        let (row, column) = (UInt32(cell.row), UInt16(cell.column))
        if cell.rows > 1 || cell.columns > 1 {
            let (lastRow, lastColumn) = (UInt32(cell.row + cell.rows - 1), UInt16(cell.column + cell.columns - 1))
            worksheet_merge_range(page, row, column, lastRow, lastColumn, nil, format)
        }
        switch cell.value {
        case .blank: worksheet_write_blank(page, row, column, format)
        case .text(let text): worksheet_write_string(page, row, column, text, format)
        case .number(let number): worksheet_write_number(page, row, column, number, format)
        }
    }

    /// What a cell looks like: by its role, and for a number by whether it has a fraction. One number format for both would
    /// leave a point behind each whole number.
    private struct Look: Hashable {
        let role: Sheet.Role
        let hasFraction: Bool
        /// Numbers are not wrapped: some readers leave out their distance from the frame then.
        let isText: Bool

        init(_ cell: Sheet.Cell) {
            role = cell.role
            if case .text = cell.value { isText = true } else { isText = false }
            if case .number(let number) = cell.value {
                hasFraction = number != number.rounded()
            } else {
                hasFraction = false
            }
        }
    }

    private struct Formats {
        private let workbook: UnsafeMutablePointer<lxw_workbook>
        private var made: [Look: UnsafeMutablePointer<lxw_format>] = [:]

        init(_ workbook: UnsafeMutablePointer<lxw_workbook>) { self.workbook = workbook }

        subscript(look: Look) -> UnsafeMutablePointer<lxw_format>? {
            mutating get {
                if let format = made[look] { return format }
                guard let format = workbook_add_format(workbook) else { return nil }
                Self.dress(format, look)
                made[look] = format
                return format
            }
        }

        private static func dress(_ format: UnsafeMutablePointer<lxw_format>, _ look: Look) {
            format_set_font_name(format, "宋体")
            format_set_font_size(format, 11)
            if look.isText { format_set_text_wrap(format) }
            format_set_align(format, UInt8(LXW_ALIGN_VERTICAL_CENTER.rawValue))
            let figures = look.hasFraction ? "#,##0.######" : "#,##0"
            switch look.role {
            case .annex:
                format_set_font_name(format, "黑体")
            case .title:
                format_set_font_name(format, "黑体")
                format_set_font_size(format, 16)
                format_set_align(format, UInt8(LXW_ALIGN_CENTER.rawValue))
            case .remark, .signature: break
            case .heading:
                format_set_bold(format)
                format_set_align(format, UInt8(LXW_ALIGN_CENTER.rawValue))
                frame(format)
            case .label:
                format_set_align(format, UInt8(LXW_ALIGN_CENTER.rawValue))
                frame(format)
            case .text, .key:
                format_set_indent(format, 1)
                frame(format)
            case .figure:
                format_set_align(format, UInt8(LXW_ALIGN_RIGHT.rawValue))
                format_set_num_format(format, figures)
                format_set_indent(format, 1)
                frame(format)
            case .total:
                format_set_bold(format)
                format_set_align(format, UInt8(LXW_ALIGN_RIGHT.rawValue))
                format_set_num_format(format, figures)
                format_set_indent(format, 1)
                frame(format)
            }
        }

        private static func frame(_ format: UnsafeMutablePointer<lxw_format>) {
            format_set_border(format, UInt8(LXW_BORDER_THIN.rawValue))
        }
    }
}
