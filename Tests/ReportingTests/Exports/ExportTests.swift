import Shared
import Testing

@testable import Reporting

@Suite struct CSVTextTests {
    @Test(arguments: [
        ("=1+1", "'=1+1"), ("+86", "'+86"), ("-5 以下", "'-5 以下"), ("@SUM(A1)", "'@SUM(A1)"), ("\tx", "'\tx"),
        ("职业教育", "职业教育"), ("a,b", "\"a,b\""), ("说\"好\"", "\"说\"\"好\"\"\""), ("两\n行", "\"两\n行\""), ("", ""),
    ])
    func noTextIsAFormulaAndEveryTextSurvives(_ text: String, _ cell: String) {
        #expect(CSVText.cell(.text(text)) == cell)
    }

    @Test func aNegativeNumberStaysANumber() {
        #expect(CSVText.cell(.number(-5)) == "-5" && CSVText.cell(.number(0.5)) == "0.5")
    }

    @Test func aBracketIsNotTornOff() {
        #expect(Sheet.text("开放企业", unit: "场", width: 9) == "开放企业\n（场）")
        #expect(Sheet.text("场次", unit: "场", width: 16) == "场次（场）")
        #expect(Sheet.text("备注", unit: "", width: 9) == "备注")
    }

    @Test func aFormOfRowsAloneIsSignedOnASheetWithoutAnEmptyTable() {
        let form = FormDefinition(
            key: "annex2", title: "活动清单", annex: "附件2", origin: .reconstruction,
            fields: [
                FormField(
                    key: "activities", label: "活动", type: .rows, maxLength: 3,
                    columns: [FormField(key: "name", label: "名称", type: .text, required: true, maxLength: 10)])
            ], rules: [])
        let unit = UnitBrief(key: Fixture.city, name: "市教育局", kind: .cityEducation)
        let sheets = FormSheets(form: form, text: FieldText(document: Fixture.campaign), unit: unit, payload: nil)
            .sheets
        #expect(sheets.map(\.name) == ["附件2", "活动"])
        #expect(sheets.first?.cells.map(\.role) == [.annex, .title, .remark, .signature, .signature])
    }

    @Test func aFileBeginsWithAByteOrderMark() {
        var sheet = Sheet(name: "t", widths: [10, 10])
        sheet.put("甲", .label, row: 0, column: 0, rows: 2)
        sheet.put(.number(1), .figure, row: 1, column: 1)
        #expect(CSVText.text([sheet]) == "\u{FEFF}甲,\r\n,1\r\n")
    }
}

/// N27: annex 3 as the notice's receivers get it.
@Suite struct ExportTests {
    private func export(
        _ reporting: TestReporting, _ layout: ExportLayout, _ format: ExportFormat = .csv, node: UnitKey = Fixture.city,
        at: Instant? = nil
    ) async throws -> Export {
        try await reporting.ask(
            ReportingAPI.CreateExport.self,
            .init(node: node, form: "annex3", track: "vocational", layout: layout, format: format, at: at))
    }

    private func rows(_ export: Export) throws -> [[String]] {
        let text = String(decoding: try #require(Base64.decode(export.data)), as: UTF8.self)
        let table = try CSVTable(parsing: text)
        return [table.header] + table.records.map(\.cells)
    }

    private func file(_ reporting: TestReporting) async throws {
        reporting.clock.set(Fixture.at("2026-05-18T09:00:00+08:00"))
        try await reporting.file(
            "annex3.school", of: Fixture.school, ["sessionsTotal": 3, "reading": 1, "remarks": "=1+1"])
        try await reporting.file(
            "annex3.city",
            ["sessionsTotal": 5, "activities": [["name": "开放日", "sessions": 2], ["name": "=宣讲", "sessions": 3]]])
        try await reporting.tell(
            ReportingAPI.DeclareRollUp.self,
            .init(
                node: Fixture.city, form: "annex3", track: "vocational", expectRevision: 0,
                notes: [.init(field: "sessionsTotal", note: "含市本级2场")]))
    }

    @Test func n27TheConsolidatedTableShowsDifferencesAndNotes() async throws {
        try await TestReporting.runCampaign { reporting in
            try await file(reporting)
            let exported = try await export(reporting, .consolidated)
            #expect(exported.name == "名称 gb2260340100教育-附件3-汇总.csv")
            let rows = try rows(exported)
            #expect(rows[3] == ["类别", "指标", "计量单位", "申报数", "下级合计", "差额", "说明"])
            #expect(rows[4] == ["其他", "活动总场次", "场", "5", "3", "2", "含市本级2场"])
            // N25, N27: of the units below, and of nobody else.
            let units = try self.rows(try await export(reporting, .units))
            #expect(units[4][1] == "名称 \(Fixture.school)" && units[4][2] == "3")
            #expect(units.last?.first == "合计" && units.last?[2] == "3")
        }
    }

    @Test func n25CollegesStandInASheetOfTheirOwn() async throws {
        try await TestReporting.runCampaign { reporting in
            try await file(reporting)
            try await reporting.file("annex3.college", of: Fixture.college, ["sessionsTotal": 100])
            let text = String(
                decoding: try #require(
                    Base64.decode(try await export(reporting, .units, node: Fixture.province).data)),
                as: UTF8.self)
            let blocks = text.split(separator: "\r\n\r\n")
            #expect(blocks.count == 2)
            #expect(blocks[0].contains("各市明细") && blocks[0].contains("合计,,5,"))
            #expect(blocks[1].contains("高等院校明细") && blocks[1].contains("合计,,100,"))
        }
    }

    @Test func aFormIsPrintedAsFiledAndEmptyBefore() async throws {
        try await TestReporting.runCampaign { reporting in
            try await file(reporting)
            let before = try rows(try await export(reporting, .form, at: Fixture.at("2026-05-01T00:00:00+08:00")))
            #expect(before[4] == ["其他", "活动总场次", "场", "", "sessionsTotal"])
            let after = try rows(try await export(reporting, .form))
            #expect(after[4] == ["其他", "活动总场次", "场", "5", "sessionsTotal"])
            #expect(after.contains(["'=宣讲", "3", ""]))
        }
    }

    @Test func placesAreNamedAsTheyWereCalledThen() async throws {
        try await TestReporting.runCampaign { reporting in
            let renamed = Fixture.at("2026-06-01T00:00:00+08:00")
            try await reporting.apply(
                "region", Region(code: "340122", name: "肥东县", level: .county, parent: "340100"))
            let form = FormDefinition(
                key: "annex3", title: "附件4", annex: "附件4", origin: .reconstruction,
                fields: [
                    FormField(key: "sessionsTotal", label: "场次", type: .integer, unit: "sessions", measure: .sum),
                    FormField(key: "held", label: "举办县", type: .regions),
                    FormField(
                        key: "rows", label: "活动", type: .rows,
                        columns: [
                            FormField(key: "county", label: "县", type: .region),
                            FormField(key: "hosts", label: "主办", type: .units),
                        ]),
                ])
            try await reporting.tell(
                ReportingAPI.PublishForm.self, .init(campaign: Fixture.campaign.key, form: form))
            reporting.clock.set(Fixture.at("2026-05-18T09:00:00+08:00"))
            try await reporting.file(
                "annex3.city",
                [
                    "sessionsTotal": 1, "held": ["340122"],
                    "rows": [["county": "340122", "hosts": [.string(Fixture.city.rawValue)]]],
                ])
            reporting.clock.set(Fixture.at("2026-06-02T09:00:00+08:00"))
            // The registry tells both states: the one that ends and the one that begins.
            try await reporting.apply(
                "region", Region(code: "340122", name: "肥东县", level: .county, parent: "340100", validTo: renamed))
            try await reporting.apply(
                "region", Region(code: "340122", name: "肥东区", level: .county, parent: "340100", validFrom: renamed))
            let now = try rows(try await export(reporting, .form))
            #expect(now.contains { $0[1] == "举办县" && $0[3] == "肥东区" })
            #expect(now.contains { $0.starts(with: ["肥东区", "名称 \(Fixture.city)"]) })
            let then = try rows(
                try await export(reporting, .form, at: Fixture.at("2026-05-20T00:00:00+08:00")))
            #expect(then.contains { $0[1] == "举办县" && $0[3] == "肥东县" })
        }
    }

    @Test func theSameQuestionGivesTheSameBytes() async throws {
        try await TestReporting.runCampaign { reporting in
            try await file(reporting)
            let at = reporting.clock.now()
            let one = try await export(reporting, .consolidated, .xlsx, at: at)
            reporting.clock.advance(by: .seconds(3_600))
            let other = try await export(reporting, .consolidated, .xlsx, at: at)
            #expect(one.data == other.data)
            #expect(try #require(Base64.decode(one.data)).starts(with: [0x50, 0x4B, 0x03, 0x04]))
        }
    }
}
