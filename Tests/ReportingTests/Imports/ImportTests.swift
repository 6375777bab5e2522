import Foundation
import Shared
import Testing

@testable import Reporting

@Suite struct FilledFormTests {
    private static let text = FieldText(document: Fixture.campaign)
    private static let unit = UnitBrief(key: Fixture.city, name: "合肥市教育局", kind: .cityEducation)

    private static let payload: JSONValue = [
        "sessionsTotal": 5, "reading": 2, "start": "2026-05-10", "end": "2026-05-16", "strand": ["reading", "skills"],
        "participation": ["numerator": 3, "denominator": 5], "remarks": "=1+1 与\"引号\"，换\n行 <&>",
        "activities": [
            ["name": "开放日", "sessions": 2, "online": 1], ["name": "-宣讲", "sessions": 3],
        ],
    ]

    private static func sheets(_ payload: JSONValue?) -> [Sheet] {
        FormSheets(form: Fixture.form, text: text, unit: unit, payload: payload).sheets
    }

    @Test func whatIsExportedIsReadBackFromBothFormats() throws {
        let sheets = Self.sheets(Self.payload)
        let xlsx = try Workbook.bytes(sheets, title: "t", created: Fixture.born)
        let fromXLSX = FilledForm(form: Fixture.form, text: Self.text, sheets: try SpreadsheetReader.sheets(xlsx))
        #expect(fromXLSX.errors.isEmpty)
        #expect(JSONValue.object(fromXLSX.payload) == Self.payload)
        let table = try CSVTable(parsing: CSVText.text(sheets))
        let csv = FilledSheet(name: nil, rows: [table.header] + table.records.map(\.cells))
        let fromCSV = FilledForm(form: Fixture.form, text: Self.text, sheets: [csv])
        #expect(fromCSV.errors.isEmpty)
        #expect(JSONValue.object(fromCSV.payload) == Self.payload)
    }

    @Test func anXLSXHasEveryCellWhereTheTableHasIt() throws {
        let sheets = Self.sheets(Self.payload)
        let read = try SpreadsheetReader.sheets(
            try Workbook.bytes(sheets, title: "t", created: Fixture.born))
        #expect(read.map(\.name) == ["附件3", "活动"])
        for (sheet, found) in zip(sheets, read) {
            for cell in sheet.cells {
                let seen = found.rows[cell.row][cell.column]
                switch cell.value {
                case .blank: #expect(seen.isEmpty)
                case .text(let text): #expect(seen == text)
                case .number(let number): #expect(seen == CSVText.shown(number))
                }
            }
        }
    }

    private static let readings: [(String, FieldType, JSONValue)] = [
        ("1,234", FieldType.integer, JSONValue.int(1_234)), ("１２", .integer, 12), (" 7 ", .integer, 7),
        ("2026/5/7", .date, "2026-05-07"), ("2026年5月7日", .date, "2026-05-07"), ("46149", .date, "2026-05-07"),
        ("2026-05-07 09:30", .instant, "2026-05-07T01:30:00Z"), ("是", .boolean, true),
        ("3/5", .ratio, ["numerator": 3, "denominator": 5]),
        ("'=1+1", .text, "=1+1"), ("'好", .text, "'好"), ("  ", .integer, .null),
    ]

    @Test(arguments: readings)
    func cellsAreReadAsPeopleWriteThem(_ cell: String, _ type: FieldType, _ value: JSONValue) {
        let field = FormField(key: "f", label: "项", type: type)
        #expect((try? Self.text.read(field, cell).get()) == value)
    }

    @Test(arguments: [
        ("十二", FieldType.integer), ("1.5", .integer), ("2026-13-01", .date), ("昨天", .instant), ("也许", .boolean),
        ("3", .ratio),
    ])
    func whatCannotBeReadIsSaid(_ cell: String, _ type: FieldType) {
        let field = FormField(key: "f", label: "项", type: type)
        #expect(throws: FieldText.Unreadable.self) { try Self.text.read(field, cell).get() }
    }

    private static let places = PlaceNames(
        regions: [
            .init(code: "340100", name: "合肥市", parent: "340000"), .init(code: "340103", name: "庐阳区", parent: "340100"),
            .init(code: "340111", name: "郊区", parent: "340100"), .init(code: "340711", name: "郊区", parent: "340700"),
            .init(code: "341822", name: "广德县", parent: "341800", hasEnded: true),
        ],
        units: [
            .init(key: city, name: "合肥市教育局"), .init(key: "moe:1", name: "甲学院"), .init(key: "moe:2", name: "甲学院"),
        ], home: "340100")
    private static let city = Fixture.city

    @Test(arguments: [
        ("庐阳区", FieldType.region, "340103"), ("340103", .region, "340103"), ("郊区", .region, "340111"),
        ("349999", .region, "349999"), ("合肥市教育局", .unit, Fixture.city.rawValue), ("moe:7", .unit, "moe:7"),
    ])
    func placesAreReadByTheirNamesOrCodes(_ cell: String, _ type: FieldType, _ code: String) throws {
        let text = FieldText(document: Fixture.campaign, names: Self.places)
        let field = FormField(key: "f", label: "项", type: type)
        #expect(try text.read(field, cell).get() == .string(code))
    }

    @Test func aNameThatSeveralHaveIsNotGuessed() {
        let text = FieldText(document: Fixture.campaign, names: Self.places)
        let refusal = #expect(throws: FieldText.Unreadable.self) {
            try text.read(FormField(key: "f", label: "单位", type: .units), "合肥市教育局、甲学院").get()
        }
        #expect(refusal?.message.hasSuffix("请填写代码：moe:1、moe:2") ?? false)
        #expect(throws: FieldText.Unreadable.self) {
            try text.read(FormField(key: "f", label: "县", type: .region), "广德县").get()
        }
    }

    @Test func codesArePrintedAsNames() {
        let text = FieldText(document: Fixture.campaign, names: Self.places)
        let counties = FormField(key: "f", label: "县", type: .regions)
        #expect(text.value(counties, ["340103", "341822", "999999"]) == .text("庐阳区、广德县、999999"))
        #expect(text.value(FormField(key: "f", label: "单位", type: .unit), "moe:1") == .text("甲学院"))
    }

    @Test func columnsAreNamedAsSpreadsheetsDo() {
        #expect([0, 25, 26, 51, 52, 701, 702].map(FilledForm.letters) == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"])
    }

    @Test func anArchiveThatUnpacksToMoreThanItSaysIsRefused() throws {
        var bytes = try Workbook.bytes(Self.sheets(nil), title: "t", created: Fixture.born)
        #expect(throws: ZipArchive.Failure.self) { try ZipArchive(Array(bytes.prefix(100))) }
        // The directory's word on the first member's size, made smaller.
        let mark: [UInt8] = [0x50, 0x4B, 0x01, 0x02]
        let directory = try #require(bytes.firstRange(of: mark))
        let name = Int(bytes[directory.lowerBound + 28])
        let member = String(
            decoding: bytes[directory.lowerBound + 46..<directory.lowerBound + 46 + name], as: UTF8.self)
        #expect(try ZipArchive(bytes).member(member)?.isEmpty == false)
        bytes[directory.lowerBound + 24] = 1
        bytes[directory.lowerBound + 25] = 0
        #expect(throws: ZipArchive.Failure.self) { try ZipArchive(bytes).member(member) }
    }

    @Test func aDocumentTypeIsNotRead() {
        let bomb = Array("<!DOCTYPE x [<!ENTITY a \"b\">]><x>&a;</x>".utf8)
        #expect(throws: XMLEvents.Failure.self) { try XMLEvents.read(bomb) { _ in } }
    }

    @Test func encodingsAreToldFromTheBytes() {
        let text = "类别,指标\r\n活动场次,职业教育活动周"
        let gb = String.Encoding(rawValue: 0x8000_0632)
        #expect(TextEncoding.decode(Array(text.utf8))?.encoding == .utf8)
        let encoded = text.data(using: gb).map(Array.init) ?? []
        #expect(!encoded.isEmpty)
        #expect(TextEncoding.decode(encoded)?.encoding == .gb18030 && TextEncoding.decode(encoded)?.text == text)
        // “类别” in GB18030, whatever Foundation writes.
        #expect(TextEncoding.decode([0xC0, 0xE0, 0xB1, 0xF0])?.text == "类别")
        let wide = text.data(using: .utf16).map(Array.init) ?? []
        #expect(TextEncoding.decode(wide)?.encoding == .utf16)
    }
}

@Suite struct ImportTests {
    private func file(_ text: String) -> String { Base64.encode(Array(text.utf8)) }

    @Test func aFilledAnnexBecomesADraft() async throws {
        try await TestReporting.runCampaign { reporting in
            let open = try await reporting.submission("annex3.city")
            let empty = try await reporting.ask(
                ReportingAPI.CreateExport.self,
                .init(node: Fixture.city, form: "annex3", track: "vocational", format: .csv))
            let blank = String(decoding: try #require(Base64.decode(empty.data)), as: UTF8.self)
            // As an office in GB18030 would save it.
            let filled = blank.replacing("活动总场次,场,,", with: "活动总场次,场,\"1,200\",")
            let gb = String.Encoding(rawValue: 0x8000_0632)
            let bytes = Array(try #require(filled.dropFirst().data(using: gb)))
            let plan = try await reporting.ask(
                ReportingAPI.PlanImport.self, .init(id: open.id, format: .csv, data: Base64.encode(bytes)))
            #expect(plan.encoding == "GB18030" && plan.errors.isEmpty)
            #expect(plan.changes.map(\.path).contains("sessionsTotal"))
            let draft = try await reporting.tell(
                ReportingAPI.ApplyImport.self,
                .init(id: open.id, expectRevision: open.revision, format: .csv, data: Base64.encode(bytes)))
            #expect(draft.draft?["sessionsTotal"] == 1_200 && draft.state == .draft)
        }
    }

    @Test func aCellThatCannotBeReadIsNamedAndNothingIsSaved() async throws {
        try await TestReporting.runCampaign { reporting in
            let open = try await reporting.submission("annex3.city")
            let text = "类别,指标,计量单位,数值,代码\r\n其他,活动总场次,场,十二,sessionsTotal\r\n其他,备注,,无,remarks\r\n"
            let plan = try await reporting.ask(
                ReportingAPI.PlanImport.self, .init(id: open.id, format: .csv, data: file(text)))
            #expect(plan.errors.map { "\($0.column)\($0.row) \($0.field ?? "")" } == ["D2 sessionsTotal"])
            let fault = await reporting.expectFault(.importInvalid) {
                try await reporting.tell(
                    ReportingAPI.ApplyImport.self,
                    .init(id: open.id, expectRevision: open.revision, format: .csv, data: file(text)))
            }
            #expect(fault?.violations.map(\.path) == ["D2"])
            #expect(try await reporting.ask(ReportingAPI.GetSubmission.self, .init(id: open.id)).draft == nil)
            for data in ["", "!!", file("\u{1}PK")] {
                await reporting.expectFault(.importUnreadable) {
                    try await reporting.ask(
                        ReportingAPI.PlanImport.self, .init(id: open.id, format: .xlsx, data: data))
                }
            }
        }
    }
}
